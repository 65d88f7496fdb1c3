struct Stock {
    left: u8,
}

#[mcp::resolver]
fn stock() -> Stock {
    Stock { left: 3 }
}

#[mcp::resolver]
fn ask(#[resolve(stock)] stock: Stock) -> u8 {
    stock.left
}

/// Book a table.
#[mcp::tool]
async fn book(#[resolve(ask)] n: u8) -> String {
    format!("{n}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
