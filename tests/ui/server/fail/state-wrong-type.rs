use mcp::State;

struct Db;

/// Count the rows.
#[mcp::tool]
fn count(State(db): State<Db>) -> u64 {
    let _ = db;
    3
}

fn main() {
    mcp::build!("Rows", [count], state = &Db);
}
