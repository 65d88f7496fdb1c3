//! A client of raw HTTP: one connection a request, whose answer is read whole or event by event.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// The head of an answer, and its body where that was read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code; 0 if there was no answer.
    pub status: u16,
    /// Names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body, without its framing.
    pub body: String,
}

impl Answer {
    /// The value of a header, or an empty text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The messages of a body that is a stream of events.
    #[must_use]
    pub fn events(&self) -> Vec<Value> {
        let data = self.body.lines().filter_map(|line| line.strip_prefix("data: "));
        data.filter_map(|data| serde_json::from_str(data).ok()).collect()
    }
}

/// One event.
#[derive(Debug, Clone, Default)]
pub struct Event {
    /// The id, if it has one.
    pub id: Option<String>,
    /// Milliseconds to wait before coming back, if it says so.
    pub retry: Option<u64>,
    /// Its name, if it has one.
    pub name: String,
    /// The data as it came.
    pub text: String,
    /// The message; null if the data is none.
    pub data: Value,
}

/// An answer that is being read.
pub struct Open {
    /// The head; its body is empty.
    pub head: Answer,
    reader: BufReader<TcpStream>,
    chunked: bool,
    /// Decoded, and not yet an event.
    text: String,
}

/// Sends a request: the connection, on which nothing is read yet.
///
/// # Panics
/// If the server cannot be reached.
#[must_use]
pub fn begin(url: &str, method: &str, headers: &[(&str, &str)], body: &str) -> TcpStream {
    let rest = url.trim_start_matches("http://");
    let (address, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    let mut request = format!("{method} /{path} HTTP/1.1\r\nHost: {address}\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes()).expect("sent");
    stream
}

/// Sends a request and reads the head of its answer.
///
/// # Panics
/// If the server cannot be reached or does not answer within 20 seconds.
#[must_use]
pub fn open(url: &str, method: &str, headers: &[(&str, &str)], body: &str) -> Open {
    let mut reader = BufReader::new(begin(url, method, headers, body));
    let mut line = String::new();
    reader.read_line(&mut line).expect("an answer in time");
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    let mut headers = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line).expect("headers");
        let Some((name, value)) = line.trim().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let head = Answer {
        status,
        headers,
        body: String::new(),
    };
    Open {
        chunked: head.header("transfer-encoding") == "chunked",
        head,
        reader,
        text: String::new(),
    }
}

/// Sends a request and reads the whole answer.
///
/// # Panics
/// As [`open`].
#[must_use]
pub fn send(url: &str, method: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    open(url, method, headers, body).rest()
}

impl Open {
    /// The next part of the body; `None` at its end, or if the server is silent for too long.
    fn part(&mut self) -> Option<Vec<u8>> {
        let mut line = String::new();
        self.reader.read_line(&mut line).ok()?;
        let size = usize::from_str_radix(line.trim(), 16).ok()?;
        let mut part = vec![0; size + 2];
        self.reader.read_exact(&mut part).ok()?;
        part.truncate(size);
        (size > 0).then_some(part)
    }

    /// How long [`event`](Self::event) waits.
    ///
    /// # Panics
    /// If the socket takes no limit.
    #[must_use]
    pub fn patience(self, limit: Duration) -> Self {
        self.reader.get_ref().set_read_timeout(Some(limit)).expect("a limit");
        self
    }

    /// The next event, comments passed over; `None` at the end of the stream, or if the server is silent for too long.
    pub fn event(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let event = parse(block);
                self.text = rest.to_owned();
                match event {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let part = self.part()?;
            self.text.push_str(&String::from_utf8(part).ok()?);
        }
    }

    /// The whole answer.
    #[must_use]
    pub fn rest(mut self) -> Answer {
        let mut body = self.text.clone().into_bytes();
        if self.chunked {
            while let Some(part) = self.part() {
                body.extend_from_slice(&part);
            }
        } else {
            let length = self.head.header("content-length").parse().unwrap_or(0);
            body.resize(length, 0);
            let _ = self.reader.read_exact(&mut body);
        }
        self.head.body = String::from_utf8_lossy(&body).into_owned();
        self.head
    }
}

/// An event of its lines; `None` for comments alone.
fn parse(block: &str) -> Option<Event> {
    let mut event = Event::default();
    let mut any = false;
    for line in block.lines() {
        let Some((field, value)) = line.split_once(':').filter(|(field, _)| !field.is_empty()) else {
            continue;
        };
        any = true;
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => event.id = Some(value.to_owned()),
            "retry" => event.retry = value.parse().ok(),
            "event" => event.name = value.to_owned(),
            "data" => {
                event.text = value.to_owned();
                event.data = serde_json::from_str(value).unwrap_or_default();
            }
            _ => {}
        }
    }
    any.then_some(event)
}

/// A session of a revision that has them.
#[derive(Debug, Clone)]
pub struct Session {
    url: String,
    id: String,
    revision: String,
}

/// The headers that every POST has.
pub const TYPES: [(&str, &str); 2] = [
    ("Content-Type", "application/json"),
    ("Accept", "application/json, text/event-stream"),
];

/// The handshake of a client that can do this.
#[must_use]
pub fn hello(revision: &str, capabilities: &Value) -> Value {
    let client = json!({ "name": "tests", "version": "1" });
    message(
        0,
        "initialize",
        &json!({ "protocolVersion": revision, "capabilities": capabilities, "clientInfo": client }),
    )
}

/// The answer to the handshake of a client that can do nothing.
#[must_use]
pub fn initialize(url: &str, revision: &str) -> Answer {
    send(url, "POST", &TYPES, &hello(revision, &json!({})).to_string())
}

impl Session {
    /// Opens a session and says so.
    ///
    /// # Panics
    /// If the server refuses.
    #[must_use]
    pub fn start(url: &str, revision: &str) -> Session {
        Session::able_to(&json!({}), url, revision)
    }

    /// The same for a client that can do this.
    ///
    /// # Panics
    /// If the server refuses.
    #[must_use]
    pub fn able_to(capabilities: &Value, url: &str, revision: &str) -> Session {
        let answer = send(url, "POST", &TYPES, &hello(revision, capabilities).to_string());
        assert_eq!(
            (answer.status, answer.json()["result"]["protocolVersion"].as_str()),
            (200, Some(revision))
        );
        let session = Session {
            url: url.to_owned(),
            id: answer.header("mcp-session-id").to_owned(),
            revision: revision.to_owned(),
        };
        assert_eq!(session.id.len(), 32, "{answer:?}");
        let ready = session.post(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        assert_eq!((ready.status, ready.body.as_str()), (202, ""));
        session
    }

    /// The id of the session.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Sends a request of the session with further headers; its answer is not read yet.
    #[must_use]
    pub fn open(&self, method: &str, more: &[(&str, &str)], body: &str) -> Open {
        open(&self.url, method, &self.headers(more), body)
    }

    /// Sends a request of the session, and looks for no answer.
    #[must_use]
    pub fn begin(&self, method: &str, body: &str) -> TcpStream {
        begin(&self.url, method, &self.headers(&[]), body)
    }

    fn headers<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut headers = vec![("Mcp-Session-Id", self.id.as_str())];
        // The header came with 2025-06-18.
        if self.revision.as_str() >= "2025-06-18" {
            headers.push(("MCP-Protocol-Version", &self.revision));
        }
        for (name, value) in TYPES {
            if !more.iter().any(|(known, _)| *known == name) {
                headers.push((name, value));
            }
        }
        headers.extend(more);
        headers
    }

    /// Posts a message.
    #[must_use]
    pub fn post(&self, message: &Value) -> Answer {
        self.open("POST", &[], &message.to_string()).rest()
    }

    /// Posts a request and gives its answer, be it JSON or the last event.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn request(&self, id: u64, method: &str, params: &Value) -> Value {
        let answer = self.post(&message(id, method, params));
        match answer.header("content-type") {
            "application/json" => answer.json(),
            _ => answer.events().pop().unwrap_or_else(|| panic!("no answer: {answer:?}")),
        }
    }

    /// Opens a stream for what the server says on its own account.
    #[must_use]
    pub fn listen(&self, more: &[(&str, &str)]) -> Open {
        let mut headers = vec![("Accept", "text/event-stream")];
        headers.extend(more);
        self.open("GET", &headers, "")
    }
}

/// A request.
#[must_use]
pub fn message(id: u64, method: &str, params: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
}

/// A call of a tool.
#[must_use]
pub fn call(id: u64, tool: &str, arguments: &Value) -> Value {
    message(id, "tools/call", &json!({ "name": tool, "arguments": arguments }))
}

/// A request of 2026-07-28, with the headers that go with it. The client can do what `_meta` says already, or nothing.
#[must_use]
pub fn modern(url: &str, id: &Value, method: &str, params: &Value, more: &[(&str, &str)]) -> Open {
    let mut params = params.clone();
    params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
    let able = &mut params["_meta"]["io.modelcontextprotocol/clientCapabilities"];
    if able.is_null() {
        *able = json!({});
    }
    let name = params["name"]
        .as_str()
        .or(params["uri"].as_str())
        .unwrap_or_default()
        .to_owned();
    let body = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string();
    let mut headers = vec![("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", method)];
    if !name.is_empty() {
        headers.push(("Mcp-Name", &name));
    }
    for (name, value) in TYPES {
        if !more.iter().any(|(known, _)| *known == name) {
            headers.push((name, value));
        }
    }
    headers.extend(more);
    open(url, "POST", &headers, &body)
}
