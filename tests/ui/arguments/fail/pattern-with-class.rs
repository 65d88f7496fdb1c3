/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(pattern = "^[[:alpha:]]+$")] city: String) -> String {
    city
}

fn main() {
    let _ = mcp::build!("Weather", [forecast]);
}
