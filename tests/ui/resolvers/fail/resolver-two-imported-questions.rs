use mcp::ListRoots;

#[mcp::resolver]
fn ask() -> Option<ListRoots> {
    Some(ListRoots::ask())
}

/// Book a table.
#[mcp::tool]
async fn book(#[resolve(ask)] _roots: &Option<ListRoots>) -> bool {
    true
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
