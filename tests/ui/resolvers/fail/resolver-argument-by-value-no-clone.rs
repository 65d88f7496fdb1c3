#[mcp::data]
struct Filter {
    text: String,
}

#[mcp::resolver]
fn ask(filter: Filter) -> usize {
    filter.text.len()
}

/// Book a table.
#[mcp::tool]
async fn book(filter: Filter, #[resolve(ask)] n: usize) -> String {
    format!("{} {n}", filter.text)
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
