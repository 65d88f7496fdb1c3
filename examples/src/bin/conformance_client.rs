//! The client under test of the official conformance suite: `conformance_client URL`, with the scenario and the revision in
//! the environment. An instrument, not an example of style.
//!
//! ```sh
//! npx @modelcontextprotocol/conformance client --command target/debug/conformance_client --scenario tools_call
//! ```

use mcp::types::{
    CreateMessageParams, CreateMessageResult, ElicitResult, FormElicitation, JsonObject, Root, SamplingContent, Tool,
};
use mcp::{Client, Mode, json};
use std::env::{args, var};

/// A form as it comes filled in, and agreement where it asks for that.
fn fill_in(form: &FormElicitation) -> JsonObject {
    let mut filled = form.defaults();
    let properties = form
        .requested_schema
        .get("properties")
        .and_then(|properties| properties.as_object());
    for (name, schema) in properties.into_iter().flatten() {
        if !filled.contains_key(name) && schema["type"] == "boolean" {
            filled.insert(name.clone(), true.into());
        }
    }
    filled
}

/// Arguments that a tool takes.
fn arguments(tool: &Tool) -> JsonObject {
    let schema = &tool.input_schema;
    let required = schema.get("required").and_then(|required| required.as_array());
    let mut arguments = JsonObject::new();
    for name in required.into_iter().flatten().filter_map(|name| name.as_str()) {
        let value = match schema["properties"][name]["type"].as_str() {
            Some("integer" | "number") => json!(1),
            Some("boolean") => json!(true),
            _ => json!("x"),
        };
        arguments.insert(name.to_owned(), value);
    }
    arguments
}

async fn connect(url: &str) -> mcp::Result<Client> {
    let mode = match var("MCP_CONFORMANCE_PROTOCOL_VERSION").as_deref() {
        Ok("2026-07-28") => Mode::Auto,
        _ => Mode::Legacy,
    };
    let client = Client::builder()
        .mode(mode)
        .client_info("conformance_client", env!("CARGO_PKG_VERSION"))
        .on_elicit(async |form: FormElicitation| ElicitResult::accept(fill_in(&form)))
        .on_sample(async |_: CreateMessageParams| CreateMessageResult::new("none", SamplingContent::text("ok")))
        .roots([Root::new("file:///tmp")]);
    Ok(client.connect(url).await?)
}

async fn run(scenario: &str, url: &str) -> mcp::Result<()> {
    let client = connect(url).await?;
    match scenario {
        "initialize" | "json-schema-ref-no-deref" | "request-metadata" => drop(client.all_tools().await?),
        "tools_call" => {
            client.all_tools().await?;
            client.call_tool("add_numbers", json!({ "a": 5, "b": 3 })).await?;
        }
        "json-schema-2020-12-preservation" => {
            let tools = client.all_tools().await?;
            let tool = tools.iter().find(|tool| tool.name == "json_schema_2020_12_tool");
            let schema = &tool.ok_or("the tool is not listed")?.input_schema;
            client
                .call_tool("json_schema_echo", json!({ "schema": schema }))
                .await?;
        }
        "elicitation-sep1034-client-defaults" => {
            client.all_tools().await?;
            client.call_tool("test_client_elicitation_defaults", ()).await?;
        }
        "sse-retry" => {
            client.all_tools().await?;
            client.call_tool("test_reconnection", ()).await?;
        }
        "sep-2322-client-request-state" => {
            client.all_tools().await?;
            for tool in ["echo_state", "unrelated", "no_state", "no_result_type"] {
                client.call_tool(&format!("test_mrtr_{tool}"), ()).await?;
            }
        }
        "http-standard-headers" => {
            for tool in client.all_tools().await? {
                client.call_tool(&tool.name, arguments(&tool)).await?;
            }
            for resource in client.all_resources().await? {
                client.read_resource(&resource.uri).await?;
            }
            for prompt in client.all_prompts().await? {
                client.get_prompt(&prompt.name, ()).await?;
            }
        }
        "http-custom-headers" => {
            client.all_tools().await?;
            let context: JsonObject = serde_json::from_str(&var("MCP_CONFORMANCE_CONTEXT")?)?;
            let calls = context.get("toolCalls").and_then(|calls| calls.as_array());
            for call in calls.into_iter().flatten() {
                let name = call["name"].as_str().ok_or("a call without a name")?;
                client.call_tool(name, &call["arguments"]).await?;
            }
        }
        "http-invalid-tool-headers" => {
            for tool in client.all_tools().await? {
                client.call_tool(&tool.name, arguments(&tool)).await?;
            }
        }
        other => Err(format!("unknown scenario: {other}"))?,
    }
    client.close().await;
    Ok(())
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let url = args().next_back().ok_or("usage: conformance_client URL")?;
    run(&var("MCP_CONFORMANCE_SCENARIO").unwrap_or_default(), &url).await
}
