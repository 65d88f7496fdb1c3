use std::cell::Cell;

#[mcp::resolver]
fn stock() -> Cell<u8> {
    Cell::new(3)
}

/// Book a table.
#[mcp::tool]
fn book(#[resolve(stock)] left: &Cell<u8>) -> u8 {
    left.get()
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
