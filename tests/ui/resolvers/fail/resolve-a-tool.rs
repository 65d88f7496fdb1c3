/// The stock.
#[mcp::tool]
fn stock() -> u8 {
    3
}

/// Book a table.
#[mcp::tool]
async fn book(#[resolve(stock)] n: u8) -> String {
    format!("{n}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
