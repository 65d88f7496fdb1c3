/// Today's forecast.
#[mcp::tool]
#[mcp::prompt]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
