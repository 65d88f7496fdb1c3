#[derive(mcp::Form)]
struct Answer {
    sure: bool,
}

#[mcp::resolver(carry)]
fn ask() -> mcp::Elicit<Answer> {
    mcp::Elicit::ask("Sure?")
}

/// Book a table.
#[mcp::tool]
async fn book(#[resolve(ask)] answer: &Answer) -> bool {
    answer.sure
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
