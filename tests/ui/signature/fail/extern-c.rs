/// Today's forecast.
#[mcp::tool]
extern "C" fn forecast() -> u8 {
    1
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
