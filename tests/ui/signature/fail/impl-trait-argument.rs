/// Today's forecast.
#[mcp::tool]
fn forecast(city: impl Into<String>) -> String {
    city.into()
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
