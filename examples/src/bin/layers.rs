//! Layers: what stands around every request of a server, whatever the transport. One writes down how long each call
//! took, one shows each caller only the tools that are theirs, and one hides what must not leave the house.

use mcp::{Answer, Call, McpError, Method, Next};
use std::time::Instant;

/// Look a customer up.
#[mcp::tool(output = none)]
fn customer(name: String) -> String {
    format!("{name}, card 4111-1111-1111-1111")
}

/// Delete a customer.
#[mcp::tool(output = none)]
fn delete(name: String) -> String {
    format!("{name} is gone.")
}

/// How long it took, and whether it failed. A layer may also be a type, as those of `tower` are: `Server::layer`.
async fn timed(call: Call, next: Next) -> Result<Answer, McpError> {
    let (method, started) = (call.method(), Instant::now());
    let name = call.name().unwrap_or("-").to_owned();
    let answer = next.run(call).await;
    let failed = answer.as_ref().map_or(true, Answer::is_error);
    let took = started.elapsed().as_millis();
    eprintln!("{method} {name}: {took} ms{}", if failed { ", failed" } else { "" });
    answer
}

/// Only the house deletes: others neither see the tool nor call it.
async fn by_caller(call: Call, next: Next) -> Result<Answer, McpError> {
    let client = call.client_info().map(|client| client.name.clone());
    // A server that strangers reach asks `call.principal()`: a client's name is only what it says.
    let is_ours = client.as_deref() == Some("house");
    match call.method() {
        Method::ToolsList => {
            let mut answer = next.run(call).await?;
            answer.retain("tools", |tool| is_ours || tool["name"] != "delete");
            Ok(answer)
        }
        Method::ToolsCall if !is_ours && call.name() == Some("delete") => {
            Ok(Answer::tool_error("Unknown tool: delete"))
        }
        _ => next.run(call).await,
    }
}

/// Numbers of cards become stars, in whatever a tool says.
async fn masked(call: Call, next: Next) -> Result<Answer, McpError> {
    let mut answer = next.run(call).await?;
    if let Some(blocks) = answer
        .result_mut()
        .get_mut("content")
        .and_then(|content| content.as_array_mut())
    {
        for block in blocks {
            let shown = block["text"]
                .as_str()
                .map(|text| text.replace("4111-1111-1111", "****-****-****"));
            if let Some(shown) = shown {
                block["text"] = shown.into();
            }
        }
    }
    Ok(answer)
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    // The one added last is the outermost: it sees a call first and its answer last.
    let server = mcp::build!("Layers", [customer, delete])
        .around(masked)
        .around(by_caller)
        .around(timed);
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(&server).await;
    }
    mcp::serve(server).await
}

/// What two clients see.
async fn demo(server: &mcp::Server) -> mcp::Result<()> {
    for name in ["guest", "house"] {
        let client = mcp::Client::builder().client_info(name, "1").connect(server).await?;
        let tools = client.all_tools().await?;
        let tools: Vec<_> = tools.iter().map(|tool| tool.name.as_str()).collect();
        println!("{name} sees {}", tools.join(", "));
        for tool in ["customer", "delete"] {
            let result = client.call_tool(tool, mcp::json!({ "name": "Ada" })).await?;
            println!("    {tool}: {}", result.text());
        }
    }
    Ok(())
}
