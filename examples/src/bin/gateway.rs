//! A gateway: one server in front of many. What the servers behind it have, it has, under their names.
//!
//! ```sh
//! gateway weather=target/debug/weather hello=http://127.0.0.1:8000/mcp
//! ```

use mcp::client::{ClientGroup, Command};
use mcp::types::{CallToolResult, JsonObject};
use mcp::{Client, Context, Server, Tool};
use std::sync::Arc;

/// A tool that calls the tool of the same name in the group.
fn passed_on(group: &Arc<ClientGroup>, tool: mcp::types::Tool) -> Tool {
    let (group, name) = (group.clone(), tool.name.clone());
    let call = move |arguments: JsonObject, _ctx: Context| {
        let (group, name) = (group.clone(), name.clone());
        async move {
            // What a server says of a failing tool is for the model: it is passed on as it is.
            let result: CallToolResult = group.call_tool(&name, arguments).await?;
            Ok(result)
        }
    };
    let passed_on = Tool::new(&tool.name, tool.input_schema.into(), call).unchecked();
    passed_on.description(&tool.description.unwrap_or_default())
}

async fn gateway(group: ClientGroup) -> mcp::Result<Server> {
    let group = Arc::new(group);
    let mut builder = Server::builder("Gateway").version("1.0.0");
    for tool in group.tools().await {
        builder = builder.tool(passed_on(&group, tool));
    }
    Ok(builder.build()?)
}

fn group() -> ClientGroup {
    ClientGroup::new().naming(|server, name| format!("{server}_{name}"))
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    if std::env::args().any(|argument| argument == "--demo") {
        return demo().await;
    }
    let group = group();
    for server in std::env::args().skip(1) {
        let (name, target) = server.split_once('=').ok_or("usage: gateway NAME=COMMAND|URL…")?;
        let client = match target.starts_with("http") {
            true => Client::connect(target).await?,
            false => Client::connect(Command::new(target)).await?,
        };
        group.add(name, client).await?;
    }
    gateway(group).await?.serve_stdio().await?;
    Ok(())
}

/// Today's forecast for one city.
#[mcp::tool]
fn forecast(city: String) -> mcp::Result<String> {
    match city.as_str() {
        "London" => Ok("Rain.".into()),
        _ => Err(format!("No forecast for '{city}'.").into()),
    }
}

/// Say hello to somebody.
#[mcp::tool]
fn hello(name: String) -> String {
    format!("Hello, {name}!")
}

/// What a client of the gateway sees.
async fn demo() -> mcp::Result<()> {
    let group = group();
    group
        .add("weather", Client::connect(mcp::build!("Weather", [forecast])).await?)
        .await?;
    group
        .add("hello", Client::connect(mcp::build!("Hello", [hello])).await?)
        .await?;
    // Two servers of one name cannot be told apart.
    let again = Client::connect(mcp::build!("Hello", [hello])).await?;
    if let Err(error) = group.add("hello", again).await {
        println!("{error}");
    }
    let client = Client::connect(gateway(group).await?).await?;
    for tool in client.all_tools().await? {
        println!("{}: {}", tool.name, tool.description.unwrap_or_default());
    }
    for (tool, arguments) in [
        ("weather_forecast", mcp::json!({ "city": "London" })),
        ("weather_forecast", mcp::json!({ "city": "Atlantis" })),
        ("hello_hello", mcp::json!({ "name": "Ada" })),
    ] {
        println!(
            "{tool}({arguments}): {}",
            client.call_tool(tool, &arguments).await?.text()
        );
    }
    Ok(())
}
