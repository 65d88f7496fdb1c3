/// Today's forecast.
#[mcp::tool]
fn forecast() -> ! {
    std::process::exit(0)
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
