#[mcp::data]
fn forecast() {}

fn main() {
    forecast();
}
