/// Today's forecast.
#[mcp::tool(name = "")]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
