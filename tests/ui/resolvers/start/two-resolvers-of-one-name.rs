#[mcp::resolver(name = "stock")]
fn stock() -> u8 {
    3
}

#[mcp::resolver(name = "stock")]
fn other() -> u8 {
    4
}

/// Book a table.
#[mcp::tool]
fn book(#[resolve(stock)] left: u8, #[resolve(other)] right: u8) -> u8 {
    left + right
}

fn main() -> mcp::Result<()> {
    mcp::build!("Bistro", [book]).check()?;
    Ok(())
}
