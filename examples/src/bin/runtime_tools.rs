//! Tools that nobody knew when the program was compiled: made from data, added and removed while the server runs.

use mcp::types::JsonObject;
use mcp::{Context, Server, Tool};

/// Say hello. What is known is still a function, and both kinds go together.
#[mcp::tool]
fn hello() -> &'static str {
    "Hello."
}

/// A tool from a line of a configuration, say: its name, the schema of its arguments, and what it does with them.
fn repeater(name: &str, times: usize) -> Tool {
    let schema = mcp::json!({
        "type": "object",
        "properties": { "text": { "type": "string", "minLength": 1 } },
        "required": ["text"]
    });
    // The arguments fit the schema by the time they get here.
    Tool::new(name, schema, move |arguments: JsonObject, _ctx: Context| async move {
        let text = arguments["text"].as_str().unwrap_or_default();
        Ok(vec![text; times].join(" "))
    })
    .description(&format!("Say a text {times} times."))
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    // What macros leave to the compiler is checked here: a name that is there already, or that is none, is an `Err`.
    let server = Server::builder("Runtime tools")
        .version("1.0.0")
        .add::<hello>()
        .tool(repeater("twice", 2))
        .build()?;
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(&server).await;
    }
    mcp::serve(server).await
}

/// What a client sees.
async fn demo(server: &Server) -> mcp::Result<()> {
    let client = mcp::Client::connect(server).await?;
    let call = async |tool, text| client.call_tool(tool, mcp::json!({ "text": text })).await;
    println!("{}", call("twice", "ho").await?.text());
    println!("{}", call("twice", "").await?.text());

    // Clients are told that the list has changed.
    server.add_tool(repeater("thrice", 3))?;
    println!("{}", call("thrice", "ho").await?.text());
    server.remove_tool("twice")?;
    println!("{}", call("twice", "ho").await?.text());

    for tool in client.all_tools().await? {
        println!("{}: {}", tool.name, tool.description.unwrap_or_default());
    }
    for refused in [
        server.add_tool(repeater("thrice", 3)),
        server.add_tool(repeater("four times", 4)),
    ] {
        if let Err(error) = refused {
            println!("{error}");
        }
    }
    Ok(())
}
