struct NotAForm {
    sure: bool,
}

#[mcp::resolver]
fn ask() -> mcp::Elicit<NotAForm> {
    mcp::Elicit::ask("Sure?")
}

/// Book a table.
#[mcp::tool]
async fn book(#[resolve(ask)] answer: &NotAForm) -> bool {
    answer.sure
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
