#[mcp::tool]
trait Forecast {}

fn main() {}
