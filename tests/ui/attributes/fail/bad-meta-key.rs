/// Today's forecast.
#[mcp::tool(meta = mcp::json!({ "example.com/kind": 1, "io.modelcontextprotocol/kind": 2 }))]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
