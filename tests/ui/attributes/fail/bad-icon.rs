/// Today's forecast.
#[mcp::tool(icons = "")]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
