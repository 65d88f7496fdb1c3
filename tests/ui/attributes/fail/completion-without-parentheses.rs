//! A completion needs its target.

#[mcp::completion]
fn cities(value: &str) -> Vec<String> {
    vec![value.into()]
}

fn main() {
    mcp::build!("Weather", [cities]);
}
