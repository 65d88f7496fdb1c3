//! What has no names has no members to stand beside other arguments.

#[mcp::data]
struct Point(f64, f64);

/// The height at a point.
#[mcp::tool]
fn height(#[arg(flatten)] point: Point) -> f64 {
    point.0 + point.1
}

fn main() -> mcp::Result<()> {
    mcp::build!("Map", [height]).check()?;
    Ok(())
}
