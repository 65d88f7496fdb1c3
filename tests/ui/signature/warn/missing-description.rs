//! Nothing tells a model what this tool is for.

#[mcp::tool]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
