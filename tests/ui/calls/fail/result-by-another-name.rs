//! What is returned may be the `Result` or what is in it, and has to be written.

type Rows = Result<Vec<u8>, String>;

/// Rows.
#[mcp::tool]
fn rows() -> Rows {
    Ok(vec![1])
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let client = mcp::Client::connect(&mcp::build!("Weather", [rows])).await?;
    let rows = client.call(rows::args()).await?;
    println!("{rows:?}");
    Ok(())
}
