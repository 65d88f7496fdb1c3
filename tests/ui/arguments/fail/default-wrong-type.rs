/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(default = "one")] value: u8) -> String {
    format!("{value:?}")
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
