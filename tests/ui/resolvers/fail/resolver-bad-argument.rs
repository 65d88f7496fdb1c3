struct Pool;

#[mcp::resolver]
fn stock(pool: &Pool) -> u8 {
    let _ = pool;
    3
}

/// Book a table.
#[mcp::tool]
async fn book(title: String, #[resolve(stock)] left: u8) -> String {
    format!("{title} {left}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
