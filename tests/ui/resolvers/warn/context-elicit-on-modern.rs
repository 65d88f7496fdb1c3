#[derive(mcp::Form)]
struct Answer {
    sure: bool,
}

/// Book a table.
#[mcp::tool]
async fn book(ctx: &mcp::Context) -> mcp::Result<bool> {
    let answer = ctx.elicit::<Answer>("Sure?").await?;
    Ok(answer.accepted().is_some_and(|answer| answer.sure))
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
