//! What servers are asked: bytes that are made once, and an id that is written into them.

use serde_json::{Value, json};

/// The number of digits of every id, so that it can be replaced where it stands.
pub const DIGITS: usize = 10;

/// The first id: all that follow have as many digits.
pub const FIRST_ID: u64 = 1_000_000_000;

/// The operands of `add`, and what comes of them.
pub const OPERANDS: (i64, i64) = (20_775, 21_225);

/// The tools that a list has.
pub const TOOLS: usize = 52;

/// The revision that is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    /// 2026-07-28: each request says all of itself.
    Modern,
    /// 2025-11-25: a handshake, and over HTTP a session.
    Legacy,
}

impl Era {
    /// Its date.
    pub fn date(self) -> &'static str {
        match self {
            Era::Modern => "2026-07-28",
            Era::Legacy => "2025-11-25",
        }
    }
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// `tools/call` of `add`.
    Add,
    /// `tools/call` of `echo` with 1 MiB.
    Echo,
    /// `tools/list`.
    List,
    /// `initialize`, of 2025-11-25.
    Initialize,
}

impl Ask {
    fn method(self) -> &'static str {
        match self {
            Ask::Add | Ask::Echo => "tools/call",
            Ask::List => "tools/list",
            Ask::Initialize => "initialize",
        }
    }

    fn tool(self) -> Option<&'static str> {
        match self {
            Ask::Add => Some("add"),
            Ask::Echo => Some("echo"),
            Ask::List | Ask::Initialize => None,
        }
    }

    fn params(self) -> Value {
        match self {
            Ask::Add => json!({ "name": "add", "arguments": { "a": OPERANDS.0, "b": OPERANDS.1 } }),
            Ask::Echo => json!({ "name": "echo", "arguments": { "text": echoed() } }),
            Ask::List => json!({}),
            Ask::Initialize => json!({
                "protocolVersion": Era::Legacy.date(),
                "capabilities": {},
                "clientInfo": { "name": "against", "version": "1" },
            }),
        }
    }
}

/// The text of 1 MiB: lines with quotes, as programs and documents have.
pub fn echoed() -> String {
    let line = "A line of \"text\", as long as lines of it are: it has an end.\n";
    let mut text = line.repeat((1 << 20) / line.len() + 1);
    text.truncate(1 << 20);
    text
}

/// Bytes to send, with the place of their id.
#[derive(Clone, Debug)]
pub struct Request {
    pub bytes: Vec<u8>,
    id_at: usize,
}

impl Request {
    /// A line, for standard input.
    pub fn line(era: Era, ask: Ask) -> Request {
        let mut params = ask.params();
        if era == Era::Modern {
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": era.date(),
                "io.modelcontextprotocol/clientInfo": { "name": "against", "version": "1" },
                "io.modelcontextprotocol/clientCapabilities": {},
            });
        }
        let before = r#"{"jsonrpc":"2.0","id":"#;
        let text = format!(
            "{before}{FIRST_ID},\"method\":\"{}\",\"params\":{params}}}\n",
            ask.method()
        );
        Request {
            bytes: text.into_bytes(),
            id_at: before.len(),
        }
    }

    /// The same as a POST to /mcp of this host.
    pub fn post(era: Era, ask: Ask, host: &str, session: Option<&str>) -> Request {
        let line = Request::line(era, ask);
        let mut head = post_head(host, session);
        if ask != Ask::Initialize {
            head += &format!("MCP-Protocol-Version: {}\r\n", era.date());
        }
        if era == Era::Modern {
            head += &format!("Mcp-Method: {}\r\n", ask.method());
            head += &ask
                .tool()
                .map(|tool| format!("Mcp-Name: {tool}\r\n"))
                .unwrap_or_default();
        }
        head += &format!("Content-Length: {}\r\n\r\n", line.bytes.len());
        Request {
            id_at: head.len() + line.id_at,
            bytes: [head.into_bytes(), line.bytes].concat(),
        }
    }

    /// Writes an id into it.
    pub fn set_id(&mut self, id: u64) {
        write_id(&mut self.bytes[self.id_at..self.id_at + DIGITS], id);
    }

    /// Puts it behind other bytes, with this id.
    pub fn append(&self, id: u64, out: &mut Vec<u8>) {
        let start = out.len() + self.id_at;
        out.extend_from_slice(&self.bytes);
        write_id(&mut out[start..start + DIGITS], id);
    }
}

/// What a client says when it has read the answer to `initialize`.
pub const INITIALIZED: &str = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";

/// The same as a POST.
pub fn post_initialized(host: &str, session: Option<&str>) -> Vec<u8> {
    let head = post_head(host, session);
    let (date, length) = (Era::Legacy.date(), INITIALIZED.len());
    format!("{head}MCP-Protocol-Version: {date}\r\nContent-Length: {length}\r\n\r\n{INITIALIZED}").into_bytes()
}

fn post_head(host: &str, session: Option<&str>) -> String {
    let session = session.map(|session| format!("Mcp-Session-Id: {session}\r\n"));
    format!(
        "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Accept: application/json, text/event-stream\r\n{}",
        session.unwrap_or_default()
    )
}

fn write_id(place: &mut [u8], mut id: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + u8::try_from(id % 10).unwrap_or_default();
        id /= 10;
    }
}
