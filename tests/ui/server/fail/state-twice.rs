use mcp::State;

/// Count.
#[mcp::tool]
fn count(State(db): State<String>) -> u64 {
    let _ = db;
    3
}

fn main() {
    mcp::build!("Rows", [count], state = String::new(), state = String::from("b"));
}
