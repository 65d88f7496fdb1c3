/// Today's forecast.
#[mcp::tool]
fn forecast(city: &mut String) -> String {
    std::mem::take(city)
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
