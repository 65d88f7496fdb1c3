/// Today's forecast.
#[mcp::tool]
fn forecast(number: u128) -> String {
    number.to_string()
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
