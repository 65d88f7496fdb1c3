use mcp::Context;

/// Today's forecast.
#[mcp::tool]
fn forecast(ctx: &Context, context: &Context) {
    ctx.progress(1.0, None, None);
    context.progress(2.0, None, None);
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
