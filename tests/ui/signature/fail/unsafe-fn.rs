/// Today's forecast.
#[mcp::tool]
unsafe fn forecast() -> u8 {
    1
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
