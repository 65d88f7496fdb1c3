//! Raw HTTP: good requests and bad ones, byte by byte.

use crate::tools::HttpServer;
use serde_json::{Value, json};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Where it listens, `127.0.0.1:PORT`.
#[must_use]
pub fn address(server: &HttpServer) -> String {
    server
        .url()
        .trim_start_matches("http://")
        .trim_end_matches("/mcp")
        .to_owned()
}

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    /// The status; 0 where none came.
    pub status: u16,
    /// Status line and headers, in lower case.
    pub head: String,
    /// The body as it came.
    pub body: String,
    /// The server ended the connection, and soon.
    pub closed: bool,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// It is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {} {}", self.head, self.body))
    }

    /// The code of the error in the body.
    #[must_use]
    pub fn code(&self) -> i64 {
        self.json()["error"]["code"].as_i64().unwrap_or_default()
    }
}

/// Sends raw bytes and reads until the server closes, which `connection: close` makes it do.
///
/// # Panics
/// Nothing listens.
#[must_use]
pub fn send(server: &HttpServer, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address(server)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    // A server that refuses early may close before all is sent.
    let _ = stream.write_all(bytes);
    let mut out = Vec::new();
    let closed = match stream.read_to_end(&mut out) {
        Ok(_) => true,
        Err(error) => error.kind() == ErrorKind::ConnectionReset,
    };
    let text = String::from_utf8_lossy(&out).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    Answer {
        status,
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
        closed,
    }
}

/// The envelope of 2026-07-28.
#[must_use]
pub fn meta() -> Value {
    json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} })
}

/// A POST with headers that fit its body, changed by `change`: `-name` removes a header, `name: value` replaces it,
/// `+name: value` adds one.
#[must_use]
pub fn post(server: &HttpServer, body: &Value, change: &[&str]) -> Answer {
    post_as(server, body, &body.to_string(), change)
}

/// The same with the body written like this.
#[must_use]
pub fn post_as(server: &HttpServer, body: &Value, text: &str, change: &[&str]) -> Answer {
    let method = body["method"].as_str().unwrap_or_default();
    let name = body["params"]["name"].as_str().or(body["params"]["uri"].as_str());
    let mut headers = vec![
        ("Host".to_owned(), address(server)),
        ("Content-Type".to_owned(), "application/json".to_owned()),
        ("Accept".to_owned(), "application/json, text/event-stream".to_owned()),
        ("MCP-Protocol-Version".to_owned(), "2026-07-28".to_owned()),
        ("Mcp-Method".to_owned(), method.to_owned()),
        ("Connection".to_owned(), "close".to_owned()),
    ];
    headers.extend(name.map(|name| ("Mcp-Name".to_owned(), name.to_owned())));
    for change in change {
        let (name, value) = change
            .trim_start_matches(['-', '+'])
            .split_once(": ")
            .unwrap_or((change.trim_start_matches('-'), ""));
        if !change.starts_with('+') {
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        }
        if !change.starts_with('-') {
            headers.push((name.to_owned(), value.to_owned()));
        }
    }
    let mut request = "POST /mcp HTTP/1.1\r\n".to_owned();
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{text}", text.len()));
    send(server, request.as_bytes())
}

/// A request in its envelope, with id 1.
#[must_use]
pub fn request(method: &str, params: &Value) -> Value {
    let mut params = params.clone();
    params["_meta"] = meta();
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}

/// A call of `add`.
#[must_use]
pub fn add() -> Value {
    request("tools/call", &json!({ "name": "add", "arguments": { "a": 1, "b": 2 } }))
}
