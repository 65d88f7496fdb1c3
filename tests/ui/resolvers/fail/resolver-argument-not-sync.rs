use std::cell::Cell;

/// Data that stays on one thread at a time.
#[derive(Default)]
struct Count(Cell<u8>);

impl mcp::Argument for Count {
    fn source() -> mcp::Source<Self> {
        mcp::Source::context(|_| Ok(Count::default()))
    }
}

#[mcp::resolver]
fn stock(title: &str) -> usize {
    title.len()
}

/// Book a table.
#[mcp::tool]
fn book(title: String, count: Count, #[resolve(stock)] left: usize) -> String {
    format!("{title} {left} {}", count.0.get())
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
