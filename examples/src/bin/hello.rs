//! The smallest server: one function, its doc comment, its argument.

/// Say hello to somebody.
#[mcp::tool]
fn hello(
    /// Whom to greet.
    name: String,
) -> String {
    format!("Hello, {name}!")
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Hello", [hello]);
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(&server).await;
    }
    mcp::serve(server).await
}

/// What a client sees.
async fn demo(server: &mcp::Server) -> mcp::Result<()> {
    let client = mcp::Client::connect(server).await?;
    for tool in client.all_tools().await? {
        println!("{}: {}", tool.name, tool.description.unwrap_or_default());
    }
    let result = client.call_tool("hello", mcp::json!({ "name": "Ada" })).await?;
    println!("{}", result.text());
    // What does not fit never reaches the function; the model reads what was wrong.
    let result = client.call_tool("hello", mcp::json!({ "nmae": "Ada" })).await?;
    println!("is_error={} {}", result.is_error, result.text());
    Ok(())
}
