/// Today's forecast.
#[mcp::tool]
const fn forecast() -> u8 {
    1
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
