struct Pool;

/// Connect.
#[mcp::tool]
async fn connect(url: String) -> mcp::Result<Pool> {
    let _ = url;
    Ok(Pool)
}

fn main() {
    mcp::build!("Rows", [connect]);
}
