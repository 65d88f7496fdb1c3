//! The floor over HTTP: `floor_http [--check] --port N`, at /mcp.
//!
//! A session of 2025-11-25 is a number in a set. With `--check` a request is asked whatever the revision of 2026-07-28 has
//! a server ask before it answers; without it, only what the answer needs.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use mcp_benches::floor::{Floor, Message};
use std::collections::HashSet;
use std::convert::Infallible;
use std::error::Error;
use std::hash::{BuildHasher as _, RandomState};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

#[derive(Default)]
struct Shared {
    floor: Floor,
    sessions: Mutex<HashSet<u128>>,
    check: bool,
}

/// A body in two parts, of which the second may be shared with other answers.
#[derive(Default)]
struct Parts([Bytes; 2]);

impl Body for Parts {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.0.iter_mut().find(|part| !part.is_empty()).map(std::mem::take);
        Poll::Ready(next.map(|part| Ok(Frame::data(part))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.iter().all(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().map(|part| part.len() as u64).sum())
    }
}

fn local(authority: &str) -> bool {
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

/// What is wrong with a request, if anything is, by its headers alone.
fn misfit(headers: &HeaderMap) -> Option<StatusCode> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if !text(HOST).is_some_and(local) {
        return Some(StatusCode::MISDIRECTED_REQUEST);
    }
    let origin = |origin: &str| origin.split_once("://").is_some_and(|(_, authority)| local(authority));
    if headers.contains_key(ORIGIN) && !text(ORIGIN).is_some_and(origin) {
        return Some(StatusCode::FORBIDDEN);
    }
    let json = |kind: &str| {
        kind.split(';')
            .next()
            .is_some_and(|kind| kind.trim() == "application/json")
    };
    if !text(CONTENT_TYPE).is_some_and(json) {
        return Some(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    // Only JSON ever comes of it, so a client that takes no events has what it needs.
    let taken = |accept: &str| accept.contains("application/json") || accept.contains("*/*");
    if !text(ACCEPT).is_some_and(taken) {
        return Some(StatusCode::NOT_ACCEPTABLE);
    }
    None
}

/// The same, by its headers beside its body.
fn mismatch(headers: &HeaderMap, message: &Message<'_>) -> Option<&'static str> {
    let is = |name: &str, value: &str| headers.get(name).is_some_and(|header| header == value);
    let Some(version) = message.version() else {
        let known = message.method == "initialize" || is("mcp-protocol-version", "2025-11-25");
        return (!known).then_some("MCP-Protocol-Version");
    };
    if version != "2026-07-28" || !is("mcp-protocol-version", version) {
        return Some("MCP-Protocol-Version");
    }
    if !is("mcp-method", &message.method) {
        return Some("Mcp-Method");
    }
    if message.method == "tools/call" && !is("mcp-name", &message.params.name) {
        return Some("Mcp-Name");
    }
    (!message.has_capabilities()).then_some("_meta")
}

async fn whole(mut body: Incoming) -> hyper::Result<Bytes> {
    let mut taken = Vec::new();
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
        let Some(frame) = frame.transpose()? else {
            return Ok(taken.into());
        };
        let data = frame.into_data().unwrap_or_default();
        if taken.is_empty() && body.is_end_stream() {
            return Ok(data);
        }
        let rest = usize::try_from(body.size_hint().lower()).unwrap_or_default();
        taken.reserve(data.len() + rest.min(16 << 20));
        taken.extend_from_slice(&data);
    }
}

impl Shared {
    /// The session that a request is of, or a new one.
    fn session(&self, headers: &HeaderMap, message: &Message<'_>) -> Option<u128> {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if message.method == "initialize" {
            let half = || u128::from(RandomState::new().hash_one(sessions.len()));
            let session = (half() << 64) | half();
            sessions.insert(session);
            return Some(session);
        }
        let named = headers.get("mcp-session-id")?.to_str().ok()?;
        let session = u128::from_str_radix(named, 16).ok()?;
        sessions.contains(&session).then_some(session)
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Parts>, Box<dyn Error + Send + Sync>> {
        let (head, body) = request.into_parts();
        let refused = |status, why: &'static str| {
            let mut response = Response::new(Parts([why.into(), Bytes::new()]));
            *response.status_mut() = status;
            Ok(response)
        };
        if head.uri.path() != "/mcp" {
            return refused(StatusCode::NOT_FOUND, "/mcp");
        }
        if head.method != Method::POST {
            return refused(StatusCode::METHOD_NOT_ALLOWED, "POST");
        }
        if self.check
            && let Some(status) = misfit(&head.headers)
        {
            return refused(status, "");
        }
        let body = whole(body).await?;
        let message = Message::parse(&body)?;
        if self.check
            && let Some(what) = mismatch(&head.headers, &message)
        {
            return refused(StatusCode::BAD_REQUEST, what);
        }
        let mut response = Response::new(Parts::default());
        if message.version().is_none() {
            let Some(session) = self.session(&head.headers, &message) else {
                return refused(StatusCode::NOT_FOUND, "Mcp-Session-Id");
            };
            if message.method == "initialize" {
                let id = HeaderValue::from_str(&format!("{session:032x}"))?;
                response.headers_mut().insert("mcp-session-id", id);
            }
        }
        if message.id.is_none() {
            *response.status_mut() = StatusCode::ACCEPTED;
            return Ok(response);
        }
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        let mut out = Vec::with_capacity(256);
        let rest = self.floor.answer(&message, &mut out);
        *response.body_mut() = Parts([out.into(), rest]);
        Ok(response)
    }
}

async fn serve(port: u16, shared: Arc<Shared>) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let shared = Arc::clone(&shared);
        let service = hyper::service::service_fn(move |request| {
            let shared = Arc::clone(&shared);
            async move { shared.answer(request).await }
        });
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let port = arguments.iter().skip_while(|argument| *argument != "--port").nth(1);
    let port = port.ok_or("floor_http [--check] --port N")?.parse()?;
    let shared = Shared {
        check: arguments.iter().any(|argument| argument == "--check"),
        ..Shared::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    Ok(runtime.block_on(serve(port, Arc::new(shared)))?)
}
