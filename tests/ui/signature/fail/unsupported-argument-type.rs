struct Pool;

/// Count the rows.
#[mcp::tool]
fn count(table: String, pool: Pool) -> u64 {
    let _ = (table, pool);
    3
}

fn main() {
    mcp::build!("Rows", [count]);
}
