use mcp::{InputRequired, Unfinished};

#[mcp::resolver]
fn stock() -> u8 {
    3
}

/// Book a table.
#[mcp::tool]
fn book(#[resolve(stock)] left: u8) -> Result<u8, Unfinished> {
    if left == 0 { Err(InputRequired::new().into()) } else { Ok(left) }
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
