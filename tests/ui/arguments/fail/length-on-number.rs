/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(length = ..=64)] value: u8) -> String {
    format!("{value:?}")
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
