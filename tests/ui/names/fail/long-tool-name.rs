/// Today's forecast.
#[mcp::tool(
    name = "forecast_forecast_forecast_forecast_forecast_forecast_forecast_forecast_forecast_forecast_forecast_forecast_forecast_forecast_forecast_"
)]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
