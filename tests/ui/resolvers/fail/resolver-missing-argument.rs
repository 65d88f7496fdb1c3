#[mcp::resolver]
async fn ask(date: &str) -> usize {
    date.len()
}

/// Book a table.
#[mcp::tool]
async fn book(day: String, #[resolve(ask)] n: usize) -> String {
    format!("{day} {n}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
