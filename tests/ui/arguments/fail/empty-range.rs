/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(range = 5..=1)] value: u8) -> String {
    format!("{value:?}")
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
