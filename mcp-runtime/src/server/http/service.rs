//! The service: from an HTTP request to what answers it, by the era that the request is of.

use super::answers::{Refused, failure, method_not_allowed, refuse};
use super::body::HttpBody;
use super::exchange::{Exchange, Opening};
use super::known_host::KnownHost;
use super::named::{Named, Once};
use super::options::HttpOptions;
use super::read::{ReadError, read};
use super::sessions::Sessions;
use super::sse::SseStreams;
use crate::jsonrpc::{Id, McpError, code};
use crate::server::context::{Cancel, Headers, Principal};
use crate::server::dispatch::{Incoming, Pending};
use crate::server::outgoing::Outgoing;
use crate::server::request::Transported;
use crate::server::shared::Shared;
use crate::transport::http::Accepts;
use bytes::Bytes;
use http::header::CONNECTION;
use http::{HeaderValue, Method as HttpMethod, Response, StatusCode, request::Parts};
use http_body::Body;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A server as a `tower::Service`: nest it in a router, several of them if you like; nothing has to be started.
///
/// It answers every path, so the router decides where it stands. Clones are handles of one service: keep one to
/// [`close`](Self::close) it when the program is told to stop.
#[derive(Clone, Debug)]
pub struct HttpService {
    pub(super) shared: Arc<Shared>,
    pub(super) options: Arc<HttpOptions>,
    pub(super) sessions: Arc<Sessions>,
    pub(super) sse: Arc<SseStreams>,
    /// Streams that would go on for ever end: the server is told to stop.
    pub(super) closing: Cancel,
}

impl HttpService {
    pub(super) fn new(shared: Arc<Shared>, options: HttpOptions) -> Self {
        HttpService {
            shared,
            sessions: Arc::new(Sessions::new(&options)),
            sse: Arc::new(SseStreams::new(&options)),
            options: Arc::new(options),
            closing: Cancel::default(),
        }
    }

    /// Ends what would go on for ever, now and from now on: subscriptions, and the streams that sessions listen on. Calls
    /// under way run to their end, and others are still answered. Whoever waits for the end of all connections, as
    /// `axum::serve(…).with_graceful_shutdown(…)` does, has them end by this; a listener of ours does so itself.
    pub fn close(&self) {
        self.closing.fire();
    }

    /// Ends all sessions, with the calls that they have under way: for those that have not ended of themselves some time
    /// after [`close`](Self::close).
    pub fn end_sessions(&self) {
        self.sessions.end_all();
    }
}

impl<B> tower_service::Service<http::Request<B>> for HttpService
where
    B: Body + Send + 'static,
    B::Data: Send,
{
    type Response = Response<HttpBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move { Ok(service.respond(request).await) })
    }
}

/// What came beside the body, for handlers that ask.
#[derive(Debug)]
pub(super) struct Around<'a>(pub(super) &'a Parts);

impl Transported for Around<'_> {
    fn headers(&self) -> Headers {
        Headers(
            self.0
                .headers
                .iter()
                .map(|(name, value)| (name.as_str().into(), value.as_bytes().into()))
                .collect(),
        )
    }

    fn principal(&self) -> Option<Principal> {
        self.0.extensions.get::<Principal>().cloned()
    }
}

impl HttpService {
    /// Answers one request.
    pub(super) async fn respond<B: Body>(&self, request: http::Request<B>) -> Response<HttpBody> {
        self.respond_to(request, None).await
    }

    /// The same on a connection of our own, whose host is known.
    pub(super) async fn respond_to<B: Body>(
        &self,
        request: http::Request<B>,
        known: Option<&KnownHost>,
    ) -> Response<HttpBody> {
        let (parts, body) = request.into_parts();
        let headers = Named::new(&parts.headers);
        if let Err(refusal) = self.admit(&parts, &headers, known) {
            return *refusal;
        }
        if let Some(place) = self.options.sse.place(parts.uri.path()) {
            return Box::pin(self.respond_sse(place, &parts, body)).await;
        }
        match parts.method {
            HttpMethod::POST => {}
            HttpMethod::GET => return self.listen_in_session(&parts, &headers).await,
            HttpMethod::DELETE => return self.end_session(&parts, &headers),
            _ => return self.no_such_method(&headers),
        }
        let accepts = match self.postable(&headers) {
            Ok(accepts) => accepts,
            Err(refusal) => return *refusal,
        };
        let body = match read(body, self.options.max_body, self.options.body_timeout).await {
            Ok(body) => body,
            Err(error) => return unreadable(error),
        };
        match self.take(&parts, &headers, &body, accepts) {
            Taken::Answered(response) => response,
            Taken::Asked(pending) => self.ask(pending).await,
            Taken::Opening(opening) => self.open(*opening).await,
            Taken::Running(pending, outgoing) => self.wait(pending, outgoing, accepts).await,
            Taken::Exchange(exchange) => self.exchange(*exchange, accepts).await,
        }
    }

    /// Who may ask at all.
    pub(super) fn admit(&self, parts: &Parts, headers: &Named<'_>, known: Option<&KnownHost>) -> Result<(), Refused> {
        if known.is_some_and(|known| known.is_that_of(headers)) {
            return Ok(());
        }
        let host = match headers.host {
            Once::One(host) => Some(host.as_bytes()),
            Once::Absent => parts.uri.authority().map(|authority| authority.as_str().as_bytes()),
            // Two hosts are none: whoever checked one may have meant the other.
            Once::Many(_) => Some(&b"two hosts"[..]),
        };
        let origin = match headers.origin {
            Once::One(origin) => Some(origin.as_bytes()),
            Once::Absent => None,
            Once::Many(_) => Some(&b"two origins"[..]),
        };
        let Err(refusal) = self.options.security.check(host, origin) else {
            if let Some(known) = known {
                known.learn(headers);
            }
            return Ok(());
        };
        tracing::warn!("{}", refusal.log_text(host, origin));
        let (status, text) = refusal.answer();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
        Err(Box::new(refuse(status, text)))
    }

    /// What is asked of a POST before its body is read.
    fn postable(&self, headers: &Named<'_>) -> Result<Accepts, Refused> {
        if !headers.is_json() {
            return Err(Box::new(not_json()));
        }
        let mut accepts = headers.accepts();
        if self.options.json_only {
            accepts.sse = false;
        }
        if accepts.json || accepts.sse {
            return Ok(accepts);
        }
        let text = if self.options.json_only {
            "Not Acceptable: Client must accept application/json"
        } else {
            "Not Acceptable: Client must accept both application/json and text/event-stream"
        };
        Err(Box::new(refuse(StatusCode::NOT_ACCEPTABLE, text)))
    }

    fn no_such_method(&self, headers: &Named<'_>) -> Response<HttpBody> {
        let allowed = if self.options.stateless || headers.is_modern() {
            "POST"
        } else {
            "GET, POST, DELETE"
        };
        method_not_allowed("Method Not Allowed", allowed)
    }

    /// Reads the message and starts what it asks for.
    fn take(&self, parts: &Parts, headers: &Named<'_>, body: &Bytes, accepts: Accepts) -> Taken {
        let Ok(text) = std::str::from_utf8(body) else {
            let error = McpError::new(code::PARSE_ERROR, "Parse error: the body is not UTF-8");
            return Taken::Answered(failure(StatusCode::BAD_REQUEST, None, &error));
        };
        let modern = headers.is_modern();
        if !modern && text.trim_start().starts_with('[') {
            return self.take_batch(parts, headers, text, accepts);
        }
        let mut message = Incoming::empty();
        if let Err(malformed) = message.read(text) {
            let id = malformed.id.map(Id::as_str);
            return Taken::Answered(failure(StatusCode::BAD_REQUEST, id, &malformed.error));
        }
        let meta = message.params().meta.as_ref();
        if modern || meta.is_some_and(|meta| meta.0.is_enveloped()) {
            self.take_modern(parts, headers, &message, text, accepts)
        } else {
            self.take_in_session(parts, headers, &message, text, accepts)
        }
    }
}

/// What became of a message.
pub(super) enum Taken {
    Answered(Response<HttpBody>),
    /// A subscription that the layers have yet to allow.
    Asked(Pending),
    /// A handshake that the layers are at.
    Opening(Box<Opening>),
    /// A call that stands alone.
    Running(Pending, Option<Arc<Outgoing>>),
    /// What a POST of the revisions with a handshake asks for.
    Exchange(Box<Exchange>),
}

/// What is not said to be JSON is not read.
pub(super) fn not_json() -> Response<HttpBody> {
    let text = "Unsupported Media Type: Content-Type must be application/json";
    refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, text)
}

pub(super) fn unreadable(error: ReadError) -> Response<HttpBody> {
    let mut response = match error {
        ReadError::TooLarge => refuse(StatusCode::PAYLOAD_TOO_LARGE, "Request body too large"),
        ReadError::TooSlow => refuse(StatusCode::REQUEST_TIMEOUT, "The request body took too long"),
        ReadError::Broken => refuse(StatusCode::BAD_REQUEST, "The request body broke off"),
    };
    // What is left of the body is not read, so the connection cannot be used again.
    response
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
