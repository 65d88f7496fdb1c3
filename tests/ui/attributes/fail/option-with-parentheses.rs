/// Today's forecast.
#[mcp::tool(name("forecast"), read_only)]
fn forecast(city: String) -> String {
    city
}

fn main() {
    let _ = mcp::build!("Weather", [forecast]);
}
