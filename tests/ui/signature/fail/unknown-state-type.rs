//! The type of a state stands in the list's question, too: the compiler says once that there is no such type.

use mcp::State;

/// Count the rows.
#[mcp::tool]
fn count(State(db): State<Nope>) -> u64 {
    let _ = db;
    3
}

fn main() {
    mcp::build!("Rows", [count]);
}
