#[mcp::resolver]
fn ask(date: &str) -> usize {
    date.len()
}

#[mcp::resolver]
fn stock(title: &str) -> usize {
    title.len()
}

/// Book a table.
#[mcp::tool]
async fn book(day: String, #[resolve(ask)] a: usize, #[resolve(stock)] b: usize) -> String {
    format!("{day} {a} {b}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
