/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(pattern = "\\A[A-Z]+\\z")] city: String) -> String {
    city
}

fn main() {
    let _ = mcp::build!("Weather", [forecast]);
}
