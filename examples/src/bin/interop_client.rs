//! Looks at any server and prints a line of JSON for each step: what it has, what its tools, resources and prompts give, and
//! what it asks and tells meanwhile.
//!
//! ```sh
//! interop_client target/debug/weather
//! interop_client http://127.0.0.1:8000/mcp --mode legacy
//! ```

use mcp::client::{Command, Subscription};
use mcp::types::{
    CompletionReference, CreateMessageParams, CreateMessageResult, ElicitResult, FormElicitation, JsonObject,
    ReadResourceResult, ResourceContents, Root, SamplingContent, SubscriptionFilter, Tool,
};
use mcp::{CallOptions, Client, ClientError, Mode, Revision, json};
use serde_json::Value;
use std::sync::Mutex;
use std::time::Duration;

/// How long a server may take for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the server asked, told and reported since the last step.
static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn hear(what: impl Into<String>) {
    HEARD
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
        .push(what.into());
}

/// Prints a step, and what was heard meanwhile.
fn say(step: &str, target: &str, outcome: Result<Value, ClientError>) {
    let mut heard = std::mem::take(&mut *HEARD.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
    heard.dedup();
    let mut line = match outcome {
        Ok(found) => json!({ "step": step, "target": target, "found": found }),
        Err(error) => json!({ "step": step, "target": target, "error": error.to_string() }),
    };
    if !heard.is_empty() {
        line["heard"] = json!(heard);
    }
    println!("{line}");
}

/// Arguments that a tool may like.
fn arguments(tool: &Tool) -> JsonObject {
    let properties = tool.input_schema.get("properties").and_then(Value::as_object);
    let argument = |(name, schema): (&String, &Value)| {
        let value = match schema["type"].as_str() {
            Some("integer" | "number") => json!(1),
            Some("boolean") => json!(true),
            _ => json!("London"),
        };
        (name.clone(), value)
    };
    properties.into_iter().flatten().map(argument).collect()
}

fn text(result: ReadResourceResult) -> Value {
    let text = |contents: &ResourceContents| match contents {
        ResourceContents::Text(text) => text.text.clone(),
        _ => "(bytes)".to_owned(),
    };
    result.contents.iter().map(text).collect()
}

fn builder(mode: &str) -> mcp::Result<mcp::ClientBuilder> {
    let mode = match mode {
        "auto" => Mode::Auto,
        "legacy" => Mode::Legacy,
        date => Mode::Pinned(Revision::parse(date).ok_or_else(|| format!("no mode or revision: {date}"))?),
    };
    let builder = Client::builder()
        .mode(mode)
        .timeout(PATIENCE)
        .client_info("interop_client", env!("CARGO_PKG_VERSION"))
        .on_elicit(async |form: FormElicitation| {
            hear(format!("asked: {}", form.message));
            ElicitResult::accept(form.defaults())
        })
        .on_sample(async |_: CreateMessageParams| {
            hear("asked to sample");
            CreateMessageResult::new("none", SamplingContent::text("ok"))
        })
        .roots([Root::new("file:///tmp")])
        .on_progress(|progress| hear(format!("progress: {}", progress.progress)))
        .on_notification(|told| {
            if told.method.ends_with("changed") {
                hear(format!("told: {}", told.method));
            }
        });
    Ok(builder)
}

async fn listen(client: &Client) -> Option<Subscription> {
    let wanted = SubscriptionFilter::new().with_tools_list_changed(true);
    match client.listen(wanted).await {
        Ok(news) => {
            say("listen", "tools", Ok(json!(news.honored())));
            Some(news)
        }
        Err(error) => {
            say("listen", "tools", Err(error));
            None
        }
    }
}

async fn look(client: &Client) {
    let tools = client.all_tools().await;
    let names = |tools: &Vec<Tool>| tools.iter().map(|tool| tool.name.clone()).collect::<Value>();
    let known = tools.as_ref().map_or_else(|_| Vec::new(), Clone::clone);
    say("list", "tools", tools.map(|tools| names(&tools)));
    for tool in known {
        let options = CallOptions::new().meta("example.com/step", tool.name.clone());
        let result = client.call_tool_with(&tool.name, arguments(&tool), options).await;
        // What it tells on its own account may come a little later than its answer.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let shown = |result: mcp::types::CallToolResult| json!({ "text": result.text(), "is_error": result.is_error });
        say("call", &tool.name, result.map(shown));
    }
    let resources = client.all_resources().await;
    let uris = resources.map(|list| list.into_iter().map(|found| found.uri).collect::<Vec<_>>());
    let known = uris.as_ref().map_or_else(|_| Vec::new(), Clone::clone);
    say("list", "resources", uris.map(Value::from));
    let templates = client.all_resource_templates().await;
    let templates = templates.map(|list| list.into_iter().map(|found| found.uri_template).collect::<Vec<_>>());
    let filled = templates.as_ref().map_or_else(|_| Vec::new(), Clone::clone);
    say("list", "resource templates", templates.map(Value::from));
    for uri in known
        .into_iter()
        .chain(filled.into_iter().map(|uri| uri.replace("{city}", "Cairo")))
    {
        say("read", &uri, client.read_resource(&uri).await.map(text));
    }
    let prompts = client.all_prompts().await;
    let names = prompts.map(|list| list.into_iter().map(|found| found.name).collect::<Vec<_>>());
    let known = names.as_ref().map_or_else(|_| Vec::new(), Clone::clone);
    say("list", "prompts", names.map(Value::from));
    for name in known {
        let prompt = client.get_prompt(&name, json!({ "city": "London" })).await;
        let said = |prompt: mcp::types::GetPromptResult| {
            json!(prompt.messages.first().and_then(|said| said.content.as_text()))
        };
        say("prompt", &name, prompt.map(said));
        let completion = client.complete(CompletionReference::prompt(&name), "city", "Lo").await;
        say("complete", &name, completion.map(|found| found.values.into()));
    }
    if !client.revision().is_modern() {
        say("ping", "", client.ping().await.map(|()| json!("pong")));
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let mut command: Vec<String> = std::env::args().skip(1).collect();
    let mut mode = "auto".to_owned();
    if let Some(at) = command.iter().position(|argument| argument == "--mode") {
        mode = command.get(at + 1).cloned().ok_or("--mode of what?")?;
        command.drain(at..=at + 1);
    }
    let (target, arguments) = command
        .split_first()
        .ok_or("usage: interop_client COMMAND… | URL [--mode MODE]")?;
    let builder = builder(&mode)?;
    let client = match target.starts_with("http") {
        true => builder.connect(target).await?,
        false => builder.connect(Command::new(target).args(arguments)).await?,
    };
    let server = client.server_info().map(|info| info.name.clone());
    say(
        "connect",
        &mode,
        Ok(json!({ "revision": client.revision(), "server": server })),
    );
    let mut news = match client.revision().is_modern() {
        true => listen(&client).await,
        false => None,
    };
    look(&client).await;
    if let Some(news) = &mut news {
        let event = tokio::time::timeout(Duration::from_secs(2), news.next()).await;
        let event = event.ok().flatten().transpose();
        say(
            "news",
            "tools",
            event.map(|event| json!(event.map(|event| format!("{event:?}")))),
        );
    }
    client.close().await;
    say("close", "", Ok(json!(null)));
    Ok(())
}
