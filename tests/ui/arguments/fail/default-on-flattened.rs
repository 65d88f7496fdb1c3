#[mcp::data]
#[derive(Default)]
struct Filter {
    min: u8,
}

/// Search.
#[mcp::tool]
fn search(#[arg(flatten, default = Filter::default())] filter: Filter) -> u8 {
    filter.min
}

fn main() {
    let _ = mcp::build!("Search", [search]);
}
