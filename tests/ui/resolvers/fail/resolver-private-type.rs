//! The compiler's own words: whoever may name the resolver must be able to name what it finds.

#![allow(private_interfaces)]

mod inner {
    struct Stock;

    #[mcp::resolver]
    pub fn stock() -> Stock {
        Stock
    }

    /// Book a table.
    #[mcp::tool]
    pub fn book(#[resolve(stock)] _stock: &Stock) -> u8 {
        3
    }
}

fn main() {
    let _ = mcp::build!("Bistro", [inner::book]);
}
