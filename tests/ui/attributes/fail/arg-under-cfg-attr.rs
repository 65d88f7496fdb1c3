/// Today's forecast.
#[mcp::tool]
fn forecast(#[cfg_attr(unix, arg(default = 1))] days: u8) -> u8 {
    days
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
