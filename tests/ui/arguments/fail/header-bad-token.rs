/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(header = "The Region")] value: String) -> String {
    format!("{value:?}")
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
