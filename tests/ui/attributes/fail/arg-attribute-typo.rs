/// Today's forecast.
#[mcp::tool]
fn forecast(#[args(default = 1)] days: u8) -> u8 {
    days
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
