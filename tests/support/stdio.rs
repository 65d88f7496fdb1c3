//! A server on the pipes of a child process: bytes in, and all that came out.

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a server said until it ended.
#[derive(Debug)]
pub struct Run {
    /// Standard output, line by line.
    pub lines: Vec<String>,
    /// The same, read as JSON.
    pub messages: Vec<Value>,
    /// Standard error.
    pub log: String,
    /// The exit code.
    pub code: Option<i32>,
    /// How long it ran.
    pub took: Duration,
}

impl Run {
    /// The answer to the request of this id.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn answer(&self, id: impl Into<Value>) -> &Value {
        let id = id.into();
        self.messages
            .iter()
            .find(|message| message["id"] == id)
            .unwrap_or_else(|| panic!("no answer to {id}: {:?}", self.messages))
    }

    /// The text of the tool's answer to the request of this id.
    #[must_use]
    pub fn text(&self, id: i64) -> &str {
        self.answer(id)["result"]["content"][0]["text"]
            .as_str()
            .unwrap_or_default()
    }
}

/// A command that starts the program on pipes, with its log at `debug`.
#[must_use]
pub fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .env("MCP_LOG", "debug");
    command.env_remove("MCP_HTTP").env_remove("MCP_DEBUG");
    command
}

/// Collects everything the child says until it ends.
///
/// # Panics
/// If a line of standard output is not JSON.
#[must_use]
pub fn finish(mut child: Child, started: Instant) -> Run {
    let mut stderr = child.stderr.take().expect("stderr");
    let log = std::thread::spawn(move || {
        let mut log = String::new();
        let _ = stderr.read_to_string(&mut log);
        log
    });
    let mut out = String::new();
    child
        .stdout
        .take()
        .expect("stdout")
        .read_to_string(&mut out)
        .expect("UTF-8 on standard output");
    let code = child.wait().expect("an exit").code();
    let took = started.elapsed();
    let lines: Vec<String> = out.lines().map(str::to_owned).collect();
    let messages = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect();
    Run {
        lines,
        messages,
        log: log.join().expect("the log"),
        code,
        took,
    }
}

/// Feeds the bytes, closes the input, and collects everything.
///
/// # Panics
/// As [`finish`].
#[must_use]
pub fn talk_to(mut command: Command, input: &[u8]) -> Run {
    let started = Instant::now();
    let mut child = command.spawn().expect("the server");
    let mut stdin = child.stdin.take().expect("stdin");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let run = finish(child, started);
    writer.join().expect("the writer");
    run
}

/// The same with lines.
///
/// # Panics
/// As [`finish`].
#[must_use]
pub fn talk(command: Command, lines: &[&[u8]]) -> Run {
    let mut input = Vec::new();
    for line in lines {
        input.extend_from_slice(line);
        input.push(b'\n');
    }
    talk_to(command, &input)
}

/// The handshake.
pub const HELLO: &[u8] = br#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;
/// A call whose answer is 3.
pub const ADD: &[u8] =
    br#"{"jsonrpc":"2.0","id":99,"method":"tools/call","params":{"name":"add","arguments":{"a":1,"b":2}}}"#;

/// A call of a tool.
#[must_use]
pub fn call(id: i64, tool: &str, arguments: &Value) -> Vec<u8> {
    let params = json!({ "name": tool, "arguments": arguments });
    json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params })
        .to_string()
        .into_bytes()
}
