#[mcp::resolver]
fn stock(title: String, #[cfg(any())] shelf: u8) -> usize {
    title.len()
}

/// Book a title.
#[mcp::tool]
async fn book(title: String, #[resolve(stock)] left: usize) -> String {
    format!("{title} {left}")
}

fn main() {
    let _ = mcp::build!("Books", [book]);
}
