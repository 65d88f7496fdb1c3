/// Show something.
#[mcp::tool]
fn show<T: std::fmt::Display>(thing: T) -> String {
    thing.to_string()
}

fn main() {
    mcp::build!("Things", [show]);
}
