use mcp::State;

struct Db;

/// Count the rows.
#[mcp::tool]
fn count(State(db): State<Db>) -> u64 {
    let _: &Db = &db;
    3
}

fn main() {
    mcp::build!("Rows", [count], state = String::from("not a Db"));
}
