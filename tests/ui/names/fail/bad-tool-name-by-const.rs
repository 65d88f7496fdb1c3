const NAME: &str = "my tool";

/// Today's forecast.
#[mcp::tool(name = NAME)]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
