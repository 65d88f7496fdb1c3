/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(pattern = "(?=x)")] value: String) -> String {
    format!("{value:?}")
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
