#[mcp::resolver]
fn stock() -> u8 {
    3
}

/// Book a table.
#[mcp::tool]
async fn book(#[cfg(all())] #[resolve(stock)] left: u8) -> String {
    format!("{left}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
