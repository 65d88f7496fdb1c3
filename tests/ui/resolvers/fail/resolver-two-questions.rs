#[derive(mcp::Form)]
struct Answer {
    sure: bool,
}

#[mcp::resolver]
fn ask() -> (mcp::Elicit<Answer>, mcp::ListRoots) {
    let _ = Answer { sure: true }.sure;
    (mcp::Elicit::ask("Sure?"), mcp::ListRoots::ask())
}

/// Book a table.
#[mcp::tool]
async fn book(#[resolve(ask)] answer: &Answer) -> bool {
    answer.sure
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
