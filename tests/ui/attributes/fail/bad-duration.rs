/// Today's forecast.
#[mcp::tool(timeout = "30 parsecs")]
async fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
