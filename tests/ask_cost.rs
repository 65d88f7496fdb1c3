//! What `tools/ask_cost.sh` counts the instructions of: `ask_cost MODE TIMES` sends a server its lines that many times.
//!
//! - `chain`: the four requests of a call that asks three questions, one after the other;
//! - `by_hand`: the same asked by a handler that keeps what it was told in a state of its own;
//! - `plain`: four calls of a tool that asks nothing;
//! - `seal`, `unsealed`: an answer by hand with and without a state;
//! - `opened`, `unopened`: a call that brings a state, and one that brings none.

use mcp::types::{ElicitParams, JsonObject};
use mcp::{Context, Elicit, InputRequired, Server, StreamLimits, Unfinished};
use serde_json::{Value, json};

#[derive(mcp::Form)]
struct Answer {
    text: String,
}

#[mcp::resolver]
async fn first(date: &str) -> Elicit<Answer> {
    Elicit::ask(format!("First, on {date}?"))
}

#[mcp::resolver]
async fn second(#[resolve(first)] first: &Answer) -> Elicit<Answer> {
    Elicit::ask(format!("Second, after {}?", first.text))
}

#[mcp::resolver]
async fn third(#[resolve(second)] second: &Answer) -> Elicit<Answer> {
    Elicit::ask(format!("Third, after {}?", second.text))
}

/// Ask three times.
#[mcp::tool]
async fn chain(date: String, #[resolve(third)] third: Answer) -> String {
    format!("{date}: {}", third.text)
}

/// Ask nothing.
#[mcp::tool]
async fn plain(date: String) -> String {
    format!("{date}: {}", "yes")
}

/// Ask three times, by hand.
#[mcp::tool]
async fn chain_by_hand(date: String, ctx: &Context) -> Result<String, Unfinished> {
    let mut told: Vec<String> = match ctx.request_state() {
        Some(state) => serde_json::from_str(state)?,
        None => Vec::new(),
    };
    if let Some(answer) = ctx.input_responses().elicitation("next") {
        let content = answer.content.ok_or("not told")?;
        told.push(content["text"].as_str().ok_or("no text")?.to_owned());
    }
    let question = match told.as_slice() {
        [] => format!("First, on {date}?"),
        [first] => format!("Second, after {first}?"),
        [_, second] => format!("Third, after {second}?"),
        [_, _, third, ..] => return Ok(format!("{date}: {third}")),
    };
    let schema = json!({ "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] });
    let schema = schema.as_object().cloned().unwrap_or_default();
    let asked = InputRequired::new().ask("next", ElicitParams::form(question, schema));
    Err(asked.state(serde_json::to_string(&told)?).into())
}

/// Ask once by hand, with a state or without.
#[mcp::tool]
async fn by_hand(sealed: bool, ctx: &Context) -> Result<String, Unfinished> {
    if !ctx.input_responses().is_empty() {
        return Ok("yes".into());
    }
    let question = InputRequired::new().ask("sure", ElicitParams::form("Sure?", JsonObject::new()));
    Err(if sealed { question.state("asked") } else { question }.into())
}

fn server() -> Server {
    mcp::build!("Cost", [chain, chain_by_hand, plain, by_hand])
}

async fn send(server: &Server, lines: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let done = server.serve_stream(lines.as_bytes(), &mut out, StreamLimits::default());
    done.await.expect("bytes do not fail");
    out
}

fn call(tool: &str, arguments: &Value, brought: &Value) -> String {
    let mut params = json!({ "name": tool, "arguments": arguments, "_meta": {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} } } });
    for (key, value) in brought.as_object().into_iter().flatten() {
        params[key] = value.clone();
    }
    format!(
        "{}\n",
        json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params })
    )
}

/// The requests of one call, until it is answered: they can be sent again, because a state is good until it expires.
async fn requests(server: &Server, tool: &str, arguments: &Value) -> Vec<String> {
    let mut lines = vec![call(tool, arguments, &json!({}))];
    loop {
        let last = lines.last().expect("one");
        let answer: Value = serde_json::from_slice(&send(server, last).await).expect("an answer");
        let result = &answer["result"];
        if result["resultType"] != "input_required" {
            assert_eq!(result["isError"], false, "{answer}");
            return lines;
        }
        let asked = result["inputRequests"].as_object().expect("questions");
        let yes = json!({ "action": "accept", "content": { "text": "yes" } });
        let answers: serde_json::Map<_, _> = asked.keys().map(|key| (key.clone(), yes.clone())).collect();
        let brought = json!({ "inputResponses": answers, "requestState": result["requestState"] });
        lines.push(call(tool, arguments, &brought));
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mode = arguments.next().ok_or("a mode")?;
    let times: usize = arguments.next().ok_or("how often")?.parse()?;
    let server = server();
    let friday = json!({ "date": "Friday" });
    let by_hand = async |sealed: bool| requests(&server, "by_hand", &json!({ "sealed": sealed })).await;
    let lines = match mode.as_str() {
        "chain" => requests(&server, "chain", &friday).await.concat(),
        "by_hand" => requests(&server, "chain_by_hand", &friday).await.concat(),
        "plain" => call("plain", &friday, &json!({})).repeat(4),
        "seal" => by_hand(true).await.swap_remove(0),
        "unsealed" => by_hand(false).await.swap_remove(0),
        "opened" => by_hand(true).await.swap_remove(1),
        "unopened" => by_hand(false).await.swap_remove(1),
        _ => return Err("no such mode".into()),
    };
    for _ in 0..times {
        std::hint::black_box(send(&server, &lines).await);
    }
    Ok(())
}
