/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(default(1), range = 1..=14)] days: u8) -> u8 {
    days
}

fn main() {
    let _ = mcp::build!("Weather", [forecast]);
}
