fn most() -> u8 {
    12
}

#[derive(mcp::Form)]
struct Party {
    #[form(default = most(), range = 1..=9)]
    guests: u8,
}

#[mcp::resolver]
fn party() -> mcp::Elicit<Party> {
    mcp::Elicit::ask("For how many?")
}

/// Book a table.
#[mcp::tool]
fn book(#[resolve(party)] party: Party) -> u8 {
    party.guests
}

fn main() -> mcp::Result<()> {
    mcp::build!("Bistro", [book]).check()?;
    Ok(())
}
