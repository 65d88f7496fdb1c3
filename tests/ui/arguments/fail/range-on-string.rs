/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(range = 1..=14)] value: String) -> String {
    format!("{value:?}")
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
