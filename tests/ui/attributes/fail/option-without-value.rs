/// Today's forecast.
#[mcp::tool(title = )]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
