/// Today's forecast.
#[mcp::tool(timeout = "30s")]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
