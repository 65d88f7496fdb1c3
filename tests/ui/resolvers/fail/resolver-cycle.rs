//! Each is looked at alone, so that it is a circle is the compiler's word; it names both. Where the tool is listed it says
//! so again.

#[mcp::resolver]
fn a(#[resolve(b)] b: &u8) -> u8 {
    *b
}

#[mcp::resolver]
fn b(#[resolve(a)] a: &u8) -> u8 {
    *a
}

/// Book a table.
#[mcp::tool]
fn book(#[resolve(a)] n: u8) -> u8 {
    n
}

fn main() {
    let _ = (book(1), a(&1), b(&1));
}
