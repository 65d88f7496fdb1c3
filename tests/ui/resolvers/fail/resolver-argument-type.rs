#[mcp::resolver]
async fn ask(date: &str) -> usize {
    date.len()
}

/// Book a table.
#[mcp::tool]
async fn book(date: i64, #[resolve(ask)] n: usize) -> String {
    format!("{date} {n}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
