use mcp::Context;

/// Today's forecast.
#[mcp::tool]
fn forecast(city: String, #[arg(rename = "context")] ctx: &Context) -> String {
    ctx.progress(1.0, None, None);
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
