/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(pattern = "^[0-9]+$")] value: u8) -> String {
    format!("{value:?}")
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
