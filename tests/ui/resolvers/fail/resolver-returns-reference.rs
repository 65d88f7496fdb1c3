#[mcp::resolver]
fn stock(title: &str) -> &str {
    title
}

/// Book a table.
#[mcp::tool]
async fn book(title: String, #[resolve(stock)] left: &str) -> String {
    format!("{title} {left}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
