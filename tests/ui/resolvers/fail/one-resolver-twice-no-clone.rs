struct Stock {
    left: u8,
}

#[mcp::resolver]
fn stock() -> Stock {
    Stock { left: 3 }
}

/// Book a table.
#[mcp::tool]
async fn book(#[resolve(stock)] first: Stock, #[resolve(stock)] second: &Stock) -> u8 {
    first.left + second.left
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
