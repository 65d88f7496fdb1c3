/// Today's forecast.
#[mcp::tool(destructive, read_only)]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
