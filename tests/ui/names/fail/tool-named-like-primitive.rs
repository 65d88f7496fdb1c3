//! A type of that name beside the function would be `str` for the whole module.

/// The text of a page.
#[mcp::tool]
fn str(page: String) -> String {
    page
}

fn main() {
    mcp::build!("Docs", [str]);
}
