#[derive(mcp::Form)]
struct Answer {
    sure: bool,
}

#[derive(Debug)]
struct Other;

#[mcp::resolver]
fn ask() -> mcp::Elicit<Answer> {
    let _ = Answer { sure: true }.sure;
    mcp::Elicit::ask("Sure?")
}

/// Book a table.
#[mcp::tool]
async fn book(#[resolve(ask)] other: &Other) -> String {
    format!("{other:?}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
