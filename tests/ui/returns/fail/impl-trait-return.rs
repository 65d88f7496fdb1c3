/// The cities we know.
#[mcp::tool]
fn cities() -> impl Iterator<Item = String> {
    ["Cairo".to_owned()].into_iter()
}

fn main() {
    mcp::build!("Weather", [cities]);
}
