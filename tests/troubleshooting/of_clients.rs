//! The entries that are about our client.

use mcp::types::{ElicitResult, SubscriptionFilter};
use mcp::{Client, Context, InputRequired, Mode, Revision, Unfinished, json};
use mcp_tests::script::{Script, answer, discovered};
use mcp_tests::web_script::{WebScript, reply};
use serde_json::Value;

/// Ask, whatever was answered.
#[mcp::tool]
fn ask_again(_ctx: &Context) -> Result<String, Unfinished> {
    let question = mcp::types::ElicitParams::form("Really?", mcp::types::JsonObject::new());
    Err(InputRequired::new().ask("sure", question).into())
}

#[mcp::main]
pub async fn questions_without_end() -> Option<Vec<String>> {
    let builder = Client::builder().on_elicit(async |_| ElicitResult::decline());
    let client = builder
        .connect(mcp::build!("Bistro", [ask_again]))
        .await
        .expect("a connection");
    Some(vec![
        client.call_tool("ask_again", ()).await.expect_err("no end").to_string(),
    ])
}

#[mcp::main]
pub async fn a_redirect() -> Option<Vec<String>> {
    let server = WebScript::start(|_, _| reply(308, &["Location: https://mcp.example.com/mcp?key=1"], ""));
    let builder = Client::builder().mode(Mode::Legacy);
    Some(vec![
        builder
            .connect(server.url())
            .await
            .expect_err("no connection")
            .to_string(),
    ])
}

#[mcp::main]
pub async fn results_that_do_not_fit() -> Option<Vec<String>> {
    let result = json!({ "type": "object", "properties": { "result": { "type": "string" } } });
    let tool = json!({ "name": "forecast", "inputSchema": {}, "outputSchema": result });
    let mut said = Vec::new();
    for structured in [json!({ "structuredContent": { "result": 7 } }), json!({})] {
        let mut result = structured;
        result["content"] = Value::Array(Vec::new());
        let script = Script::new(&[&answer(1, &json!({ "tools": [tool] })), &answer(2, &result)]);
        let builder = Client::builder().mode(Mode::Pinned(Revision::LATEST));
        let client = builder.connect(script.command()).await.expect("a connection");
        client.all_tools().await.expect("a list");
        said.push(client.call_tool("forecast", ()).await.expect_err("no fit").to_string());
    }
    Some(said)
}

/// Today's forecast.
#[mcp::tool]
fn forecast(city: String, #[arg(default = 1)] days: u8) -> String {
    format!("{city} {days}")
}

#[mcp::client]
trait Weather {
    async fn forecast(&self, city: u8, dayz: u8) -> mcp::Result<String>;
    #[tool(name = "get.alerts")]
    async fn alerts(&self) -> mcp::Result<String>;
}

#[mcp::main]
pub async fn another_server() -> Option<Vec<String>> {
    let connected = WeatherClient::connect(&mcp::build!("Weather", [forecast])).await;
    let text = connected.expect_err("another server").to_string();
    Some(text.lines().map(str::to_owned).collect())
}

#[mcp::main]
pub async fn a_subscription_that_broke() -> Option<Vec<String>> {
    let params = json!({ "notifications": {}, "_meta": { "io.modelcontextprotocol/subscriptionId": 2 } });
    let granted = json!({ "jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged", "params": params });
    let script = Script::new(&[&discovered(1, &["2026-07-28"]), &granted.to_string(), "EXIT"]);
    let client = Client::connect(script.command()).await.expect("a connection");
    let mut news = client.listen(SubscriptionFilter::new()).await.expect("a subscription");
    client.notify("notifications/x", ()).await.expect("told");
    Some(vec![news.next().await?.expect_err("lost").to_string()])
}
