/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(default = 99, range = 1..=14)] value: u8) -> String {
    format!("{value:?}")
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
