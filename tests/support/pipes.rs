//! A program on pipes: what is fed to it, and all that it says.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// What a program said until it ended.
#[derive(Debug)]
pub struct Run {
    /// Standard output, line by line.
    pub lines: Vec<String>,
    /// The same, each of them JSON.
    pub messages: Vec<Value>,
    /// Its standard error.
    pub log: String,
    /// How it ended.
    pub code: Option<i32>,
    /// How long it ran.
    pub took: Duration,
}

impl Run {
    /// The message with this id.
    ///
    /// # Panics
    /// There is none.
    #[must_use]
    pub fn answer(&self, id: impl Into<Value>) -> &Value {
        let id = id.into();
        self.messages
            .iter()
            .find(|message| message["id"] == id)
            .unwrap_or_else(|| panic!("no answer to {id}: {:?}", self.messages))
    }

    /// The text that a tool gave.
    #[must_use]
    pub fn text(&self, id: i64) -> &str {
        self.answer(id)["result"]["content"][0]["text"]
            .as_str()
            .unwrap_or_default()
    }
}

/// A program with pipes on all three streams, its log on debug and nothing of ours in its environment.
#[must_use]
pub fn piped(program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .env("MCP_LOG", "debug");
    command.env_remove("MCP_HTTP").env_remove("MCP_DEBUG");
    command
}

/// Collects everything until the program has ended.
///
/// # Panics
/// What it printed is no JSON.
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
    let messages = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect();
    Run {
        lines: out.lines().map(str::to_owned).collect(),
        messages,
        log: log.join().expect("the log"),
        code,
        took,
    }
}

/// Feeds the bytes, closes the input, and collects everything.
///
/// # Panics
/// The program cannot be started, or what it printed is no JSON.
#[must_use]
pub fn talk_to(mut command: Command, input: &[u8]) -> Run {
    let started = Instant::now();
    let mut child = command.spawn().expect("the fixture");
    let mut stdin = child.stdin.take().expect("stdin");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let run = finish(child, started);
    writer.join().expect("the writer");
    run
}

/// The lines, each with its end.
#[must_use]
pub fn lines(lines: &[&[u8]]) -> Vec<u8> {
    let mut input = Vec::new();
    for line in lines {
        input.extend_from_slice(line);
        input.push(b'\n');
    }
    input
}

/// The handshake.
pub const HELLO: &[u8] = br#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;
/// A call of `add`, with id 99.
pub const ADD: &[u8] =
    br#"{"jsonrpc":"2.0","id":99,"method":"tools/call","params":{"name":"add","arguments":{"a":1,"b":2}}}"#;

/// A call of a tool, as a line without its end.
#[must_use]
pub fn call(id: i64, tool: &str, arguments: &Value) -> Vec<u8> {
    let params = json!({ "name": tool, "arguments": arguments });
    json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params })
        .to_string()
        .into_bytes()
}

/// A program that is spoken to line by line while it runs; killed when dropped.
#[derive(Debug)]
pub struct Live {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Live {
    /// Starts it; what it logs is thrown away.
    ///
    /// # Panics
    /// It cannot be started.
    #[must_use]
    pub fn start(mut command: Command) -> Live {
        let mut child = command.stderr(Stdio::null()).spawn().expect("the program");
        Live {
            stdin: child.stdin.take(),
            stdout: BufReader::new(child.stdout.take().expect("stdout")),
            child,
        }
    }

    /// Sends one line.
    ///
    /// # Panics
    /// The program is gone.
    pub fn say(&mut self, line: &[u8]) {
        let input = self.stdin.as_mut().expect("its input is open");
        input.write_all(line).expect("sent");
        input.write_all(b"\n").expect("sent");
    }

    /// The next message.
    ///
    /// # Panics
    /// The program is gone, or what it says is no JSON.
    pub fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("a message");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line:?}"))
    }

    /// Sends one line and waits for the next message.
    ///
    /// # Panics
    /// As [`say`](Self::say) and [`hear`](Self::hear).
    pub fn ask(&mut self, line: &[u8]) -> Value {
        self.say(line);
        self.hear()
    }

    /// Sends one line and gives the next message as the line it is.
    ///
    /// # Panics
    /// The program is gone.
    pub fn tell(&mut self, line: &[u8]) -> String {
        self.say(line);
        let mut answer = String::new();
        self.stdout.read_line(&mut answer).expect("an answer");
        answer
    }

    /// Closes its input, and gives what it says until it ends.
    ///
    /// # Panics
    /// It says what is no JSON, or ends in failure.
    pub fn end(mut self) -> Vec<Value> {
        drop(self.stdin.take());
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("UTF-8");
        assert!(self.child.wait().expect("an end").success());
        let read = |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line:?}"));
        rest.lines().map(read).collect()
    }

    /// The most memory it has had so far, in bytes; `None` where the system does not say.
    #[must_use]
    pub fn peak_memory(&self) -> Option<u64> {
        peak_memory(self.child.id())
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The most memory that a process has had so far, in bytes; `None` where the system does not say.
#[must_use]
pub fn peak_memory(process: u32) -> Option<u64> {
    memory(process, "VmHWM:")
}

/// The memory that a process has now, in bytes; `None` where the system does not say.
#[must_use]
pub fn memory_now(process: u32) -> Option<u64> {
    memory(process, "VmRSS:")
}

/// A line of what Linux says of a process.
fn memory(process: u32, line: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|known| known.strip_prefix(line))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim_end().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Feeds these lines to a server, closes its input, and collects everything.
///
/// # Panics
/// As [`talk_to`].
#[must_use]
pub fn talk(command: Command, said: &[&[u8]]) -> Run {
    talk_to(command, &lines(said))
}
