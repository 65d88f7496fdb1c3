//! A service in this process, whose bodies are read when the test says so: what a socket would take of its own accord waits.

use http_body::Body as _;
use mcp::{HttpBody, HttpService};
use serde_json::{Value, json};
use std::pin::Pin;
use std::time::Duration;
use tower_service::Service as _;

/// The body of an answer, whose events are read one by one.
#[derive(Debug)]
pub struct Unread {
    /// Its status.
    pub status: u16,
    /// The session that it opened.
    pub session: Option<String>,
    body: HttpBody,
}

/// Sends a request with these headers, and those that every request has.
///
/// # Panics
/// A header is none.
pub async fn send(service: &HttpService, method: &str, headers: &[(&str, &str)], body: &Value) -> Unread {
    let mut request = http::Request::builder()
        .method(method)
        .uri("/mcp")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.to_string()).expect("a request");
    let Ok(response) = service.clone().call(request).await;
    let session = response.headers().get("mcp-session-id");
    Unread {
        status: response.status().as_u16(),
        session: session.and_then(|id| id.to_str().ok()).map(str::to_owned),
        body: response.into_body(),
    }
}

/// Sends a request of 2026-07-28 without a name, of a client that can do nothing.
pub async fn modern(service: &HttpService, method: &str, params: Value) -> Unread {
    let headers = [("mcp-protocol-version", "2026-07-28"), ("mcp-method", method)];
    send(service, "POST", &headers, &enveloped(method, params)).await
}

/// The message of a request of 2026-07-28.
#[must_use]
pub fn enveloped(method: &str, mut params: Value) -> Value {
    params["_meta"] = json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {} });
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}

/// Shakes hands, and gives the id of the session.
///
/// # Panics
/// None was opened.
pub async fn session(service: &HttpService, revision: &str) -> String {
    let hello = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": revision, "capabilities": {}, "clientInfo": { "name": "tests", "version": "1" } } });
    let answer = send(service, "POST", &[], &hello).await;
    answer.session.expect("a session")
}

impl Unread {
    /// The next part of the body, if one comes within a second: an event, or all of what is no stream.
    pub async fn next(&mut self) -> Option<String> {
        let body = &mut self.body;
        let next = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
        let Ok(frame) = tokio::time::timeout(Duration::from_secs(1), next).await.ok()??;
        frame.data_ref().map(|data| String::from_utf8_lossy(data).into_owned())
    }

    /// The id and the message of the next event.
    pub async fn event(&mut self) -> Option<(String, Value)> {
        let text = self.next().await?;
        let member = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap_or_default()
        };
        Some((member("id: ").to_owned(), serde_json::from_str(member("data: ")).ok()?))
    }

    /// Whether it ends, within a second after each of so many parts.
    pub async fn ended(mut self, parts: usize) -> bool {
        for _ in 0..parts {
            if self.next().await.is_none() {
                return false;
            }
        }
        let started = std::time::Instant::now();
        self.next().await.is_none() && started.elapsed() < Duration::from_secs(1)
    }

    /// All that comes.
    pub async fn rest(mut self) -> Vec<String> {
        let mut parts = Vec::new();
        while let Some(part) = self.next().await {
            parts.push(part);
        }
        parts
    }
}
