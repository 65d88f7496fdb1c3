struct Broken;

/// Count the rows.
#[mcp::tool]
async fn count(table: String) -> Result<u64, Broken> {
    let _ = table;
    Err(Broken)
}

fn main() {
    mcp::build!("Rows", [count]);
}
