/// Today's forecast.
#[mcp::tool(name = "my tool, x!")]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
