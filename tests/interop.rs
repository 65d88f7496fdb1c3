//! The example `interop_client` against servers of the Python SDK 2.3 and of the TypeScript SDK 2.4, on stdio and over
//! HTTP, in both eras: every answer of programs of other houses as we read it.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use mcp_tests::tools::{self, HttpServer};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_mins(1);

/// A server of another house.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Peer {
    Python,
    TypeScript,
}

impl Peer {
    /// The command that runs it, and where, if it can be had.
    fn command(self) -> Option<(Vec<String>, PathBuf)> {
        let (program, file, dir) = match self {
            Peer::Python => (tools::python()?, "peer_server.py", std::env::temp_dir()),
            Peer::TypeScript => {
                let npm = tools::npm_tools()?;
                (npm.node, "peer_server.mjs", npm.dir)
            }
        };
        let words = [program, tools::tool_file(file)].map(|path| path.to_str().expect("UTF-8").to_owned());
        Some((words.to_vec(), dir))
    }
}

/// What the client prints, step by step.
fn steps(arguments: &[String], mode: &str, dir: &PathBuf) -> Vec<Value> {
    let mut client = Command::new(tools::example("interop_client"));
    client
        .args(arguments)
        .args(["--mode", mode])
        .current_dir(dir)
        .env("NO_PROXY", "127.0.0.1");
    let printed = tools::run(&mut client, LIMIT).unwrap_or_else(|error| panic!("{arguments:?}, {mode}: {error}"));
    let read = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line:?}"));
    printed.lines().map(read).collect()
}

/// What has to be seen: a step, its target, and what comes of it.
fn expected(peer: Peer, http: bool, modern: bool) -> Vec<(&'static str, &'static str, Value)> {
    // An SDK's server without sessions cannot ask in the middle of a call.
    let asks = modern || !http || peer == Peer::Python;
    let mut steps = vec![
        (
            "list",
            "tools",
            json!({ "found": ["forecast", "book", "count", "announce"] }),
        ),
        (
            "call",
            "forecast",
            json!({ "found": { "text": "Rain.", "is_error": false } }),
        ),
        (
            "call",
            "count",
            json!({ "found": { "text": "3", "is_error": false },
            "heard": ["progress: 1", "progress: 2", "progress: 3"] }),
        ),
        ("list", "resources", json!({ "found": ["weather://all"] })),
        (
            "list",
            "resource templates",
            json!({ "found": ["weather://{city}/report"] }),
        ),
        ("read", "weather://all", json!({ "found": ["Rain."] })),
        ("read", "weather://Cairo/report", json!({ "found": ["Cairo: Sun."] })),
        ("list", "prompts", json!({ "found": ["plan"] })),
        ("prompt", "plan", json!({ "found": "Plan a trip to London." })),
        ("complete", "plan", json!({ "found": ["London"] })),
        ("close", "", json!({ "found": null })),
    ];
    if asks {
        steps.push((
            "call",
            "book",
            json!({ "found": { "text": match peer {
            Peer::Python => "London: True",
            Peer::TypeScript => "London: true",
        }, "is_error": false }, "heard": ["asked: Book a table for London?"] }),
        ));
    }
    if modern {
        steps.push(("listen", "tools", json!({ "found": { "toolsListChanged": true } })));
        steps.push(("news", "tools", json!({ "found": "ToolsListChanged" })));
    } else {
        steps.push(("ping", "", json!({ "found": "pong" })));
    }
    steps
}

fn look(peer: Peer, http: bool) {
    let Some((command, dir)) = peer.command() else { return };
    let server = http.then(|| {
        let mut server = Command::new(&command[0]);
        server.args(&command[1..]).current_dir(&dir);
        HttpServer::start_command(server)
    });
    let arguments = match &server {
        Some(server) => vec![server.url().to_owned()],
        None => command,
    };
    for (mode, modern) in [("auto", true), ("legacy", false), ("2026-07-28", true)] {
        let seen = steps(&arguments, mode, &dir);
        let shown: Vec<String> = seen.iter().map(Value::to_string).collect();
        let shown = shown.join("\n");
        let revision = if modern { "2026-07-28" } else { "2025-11-25" };
        assert_eq!(seen[0]["found"]["revision"], revision, "{shown}");
        // What a session is told on its own account may come a step later than the call that brought it about.
        if !modern && (peer == Peer::Python || !http) {
            assert!(shown.contains("told: notifications/tools/list_changed"), "{shown}");
        }
        for (step, target, outcome) in expected(peer, http, modern) {
            let found = seen
                .iter()
                .find(|seen| seen["step"] == step && seen["target"] == target);
            let found = found.unwrap_or_else(|| panic!("{mode}: no {step} {target}:\n{shown}"));
            for (member, value) in outcome.as_object().expect("an object") {
                assert_eq!(
                    &found[member], value,
                    "{peer:?}, HTTP: {http}, {mode}, {step} {target}:\n{shown}"
                );
            }
        }
    }
}

#[test]
fn python_over_stdio() {
    look(Peer::Python, false);
}

#[test]
fn python_over_http() {
    look(Peer::Python, true);
}

#[test]
fn typescript_over_stdio() {
    look(Peer::TypeScript, false);
}

#[test]
fn typescript_over_http() {
    look(Peer::TypeScript, true);
}
