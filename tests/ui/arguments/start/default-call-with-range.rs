//! The default is known when the server is made.

fn days() -> u8 {
    99
}

/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(default = days(), range = 1..=14)] days: u8) -> u8 {
    days
}

fn main() -> mcp::Result<()> {
    mcp::build!("Weather", [forecast]).check()?;
    Ok(())
}
