//! For pass cases that look at what a server says: the program starts itself a second time as the server, and asks it.

use mcp::json;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

const CHILD: &str = "MCP_UI_CHILD";

/// Results of requests, in their order, from a server of its own.
pub async fn ask(server: mcp::Server, requests: &[(&str, Value)]) -> mcp::Result<Vec<Value>> {
    if std::env::var_os(CHILD).is_some() {
        server.serve_stdio().await?;
        std::process::exit(0);
    }
    let mut child = Command::new(std::env::current_exe()?)
        .env(CHILD, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().ok_or("stdin")?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("stdout")?).lines();
    let hello = json!({
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "ui", "version": "1" },
    });
    let mut results = Vec::new();
    for (id, (method, params)) in [("initialize", hello)].iter().chain(requests).enumerate() {
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        writeln!(stdin, "{request}")?;
        let answer: Value = serde_json::from_str(&lines.next().ok_or("no answer")??)?;
        assert_eq!(answer["id"], id);
        results.push(
            answer
                .get("result")
                .unwrap_or_else(|| panic!("{method}: {answer}"))
                .clone(),
        );
        if id == 0 {
            writeln!(
                stdin,
                "{}",
                json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })
            )?;
        }
    }
    drop(stdin);
    child.wait()?;
    results.remove(0);
    Ok(results)
}

/// The tools, by name.
#[allow(dead_code)]
pub fn tool<'a>(list: &'a Value, name: &str) -> &'a Value {
    let tools = list["tools"].as_array().expect("tools");
    tools
        .iter()
        .find(|tool| tool["name"] == name)
        .unwrap_or_else(|| panic!("no {name} in {list}"))
}
