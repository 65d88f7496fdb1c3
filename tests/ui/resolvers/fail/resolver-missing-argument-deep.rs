#[mcp::resolver]
fn stock(date: &str) -> usize {
    date.len()
}

#[mcp::resolver]
fn enough(#[resolve(stock)] stock: &usize) -> bool {
    *stock > 3
}

#[mcp::resolver]
fn ask(day: &str, #[resolve(enough)] enough: bool) -> String {
    format!("{day} {enough}")
}

/// Book a table.
#[mcp::tool]
async fn book(day: String, #[resolve(ask)] text: &str) -> String {
    format!("{day} {text}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
