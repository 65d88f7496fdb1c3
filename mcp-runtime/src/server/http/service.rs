//! The service: from an HTTP request to its answer.

use super::body::HttpBody;
use super::checks;
use super::options::HttpOptions;
use super::read::{ReadError, read};
use crate::jsonrpc::{Id, McpError, Message, error_response};
use crate::revision::{EnvelopeMeta, Method, Revision};
use crate::server::context::{Headers, Principal};
use crate::server::dispatch::{Incoming, Outcome, Params, Pending, answer};
use crate::server::outgoing::Outgoing;
use crate::server::request::{Link, Request, Transported};
use crate::server::shared::Shared;
use crate::transport::http::{Accepts, content_type_is_json};
use bytes::Bytes;
use http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderMap, HeaderValue, Method as HttpMethod, Response, StatusCode, request::Parts};
use http_body::Body;
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

/// A server as a `tower::Service`: nest it in a router, several of them if you like; nothing has to be started.
///
/// It answers every path, so the router decides where it stands.
#[derive(Clone, Debug)]
pub struct HttpService {
    pub(super) shared: Arc<Shared>,
    pub(super) options: Arc<HttpOptions>,
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

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

fn refuse(status: StatusCode, text: &'static str) -> Response<HttpBody> {
    let mut response = Response::new(HttpBody::bytes(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, TEXT);
    response
}

fn json(status: u16, body: Vec<u8>) -> Response<HttpBody> {
    let mut response = Response::new(HttpBody::bytes(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

fn failure(id: Option<Id<'_>>, error: &McpError) -> Response<HttpBody> {
    let mut out = Vec::new();
    error_response(&mut out, id.map_or(b"null", Id::as_bytes), error);
    json(checks::status(Some(error.code)), out)
}

fn events(body: HttpBody) -> Response<HttpBody> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// What came beside the body, for handlers that ask.
#[derive(Debug)]
struct Around<'a>(&'a Parts);

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
        let (parts, body) = request.into_parts();
        let accepts = match self.admit(&parts) {
            Ok(accepts) => accepts,
            Err(refusal) => return *refusal,
        };
        let body = match read(body, self.options.max_body, self.options.body_timeout).await {
            Ok(body) => body,
            Err(error) => {
                let mut response = match error {
                    ReadError::TooLarge => refuse(StatusCode::PAYLOAD_TOO_LARGE, "Request body too large"),
                    ReadError::TooSlow => refuse(StatusCode::REQUEST_TIMEOUT, "The request body took too long"),
                    ReadError::Broken => refuse(StatusCode::BAD_REQUEST, "The request body broke off"),
                };
                // What is left of the body is not read, so the connection cannot be used again.
                response
                    .headers_mut()
                    .insert(CONNECTION, HeaderValue::from_static("close"));
                return response;
            }
        };
        match self.take(&parts, &body, accepts) {
            Taken::Answered(response) => *response,
            Taken::Running(pending, link) => self.wait(pending, link, accepts).await,
        }
    }

    /// Everything that is asked before the body is read.
    fn admit(&self, parts: &Parts) -> Result<Accepts, Box<Response<HttpBody>>> {
        let headers = &parts.headers;
        let mut hosts = headers.get_all(HOST).iter().map(HeaderValue::as_bytes);
        let host = hosts
            .next()
            .or_else(|| parts.uri.authority().map(|authority| authority.as_str().as_bytes()));
        let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes);
        // Two hosts are none: whoever checked one may have meant the other.
        let host = if hosts.next().is_some() {
            Some(&b"two hosts"[..])
        } else {
            host
        };
        if let Err(refusal) = self.options.security.check(host, origin) {
            tracing::warn!("{}", refusal.log_text(host, origin));
            let (status, text) = refusal.answer();
            return Err(Box::new(refuse(
                StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN),
                text,
            )));
        }
        if parts.method != HttpMethod::POST {
            let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
            return Err(Box::new(response));
        }
        if !headers
            .get(CONTENT_TYPE)
            .is_some_and(|value| content_type_is_json(value.as_bytes()))
        {
            let text = "Unsupported Media Type: Content-Type must be application/json";
            return Err(Box::new(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, text)));
        }
        let accepts = Accepts::parse(headers.get_all(ACCEPT).iter().map(HeaderValue::as_bytes));
        if !accepts.json && !accepts.sse {
            let text = "Not Acceptable: Client must accept both application/json and text/event-stream";
            return Err(Box::new(refuse(StatusCode::NOT_ACCEPTABLE, text)));
        }
        Ok(accepts)
    }

    /// Reads the message and starts what it asks for.
    fn take(&self, parts: &Parts, body: &Bytes, accepts: Accepts) -> Taken {
        let Ok(text) = std::str::from_utf8(body) else {
            let error = McpError::new(crate::code::PARSE_ERROR, "Parse error: the body is not UTF-8");
            return Taken::answered(failure(None, &error));
        };
        let message: Incoming<'_> = match Message::parse(text) {
            Ok(message) => message,
            Err(malformed) => return Taken::answered(failure(malformed.id, &malformed.error)),
        };
        let params = message.params.map(|params| params.0).unwrap_or_default();
        let (method, id) = match (&message.method, message.id) {
            (Some(method), Some(id)) => (method, id),
            (Some(_), None) => return Taken::answered(accepted(&params)),
            (None, id) => {
                let text = "Body must be a single JSON-RPC request or notification object";
                return Taken::answered(failure(id, &McpError::invalid_request(text)));
            }
        };
        let (known, revision) = match self.route(&parts.headers, method, &params) {
            Ok(route) => route,
            Err(error) => return Taken::answered(failure(Some(id), &error)),
        };
        let around = Around(parts);
        let mut request = Request::new(&self.shared, Link::http(None), id.as_str(), revision);
        request.meta = params.meta.as_ref().map(|meta| &meta.0);
        request.transported = Some(&around);
        let mut out = Vec::with_capacity(512);
        let outcome = answer(&request, known, &params, text, &mut out);
        let link = request.link.made().cloned();
        match outcome {
            Outcome::Pending(pending) => Taken::Running(pending, link),
            Outcome::Answered(code) => Taken::answered(self.finished(out, code, link, accepts)),
        }
    }

    /// The method and the revision, once envelope and headers are what they have to be, in the order that the errors
    /// have.
    #[inline]
    fn route(&self, headers: &HeaderMap, method: &str, params: &Params<'_>) -> Result<(Method, Revision), McpError> {
        let meta = params.meta.as_ref().map(|meta| &meta.0);
        if !meta.is_some_and(EnvelopeMeta::is_enveloped) {
            older_revision(headers, method)?;
        }
        let envelope = EnvelopeMeta::envelope(meta)?;
        checks::routing(headers, &envelope.version, method, params)?;
        let revision = envelope.revision()?;
        let known = Method::parse(method, revision).ok_or_else(|| McpError::method_not_found(method))?;
        if known == Method::ToolsCall {
            checks::parameters(headers, &self.shared, params)?;
        }
        Ok((known, revision))
    }

    /// An answer that is ready: as JSON, or as events when the handler said something first.
    fn finished(
        &self,
        out: Vec<u8>,
        code: Option<i32>,
        outgoing: Option<Arc<Outgoing>>,
        accepts: Accepts,
    ) -> Response<HttpBody> {
        match outgoing {
            Some(outgoing) if accepts.sse && !outgoing.is_empty() => {
                events(HttpBody::answered(outgoing, out, self.options.keep_alive))
            }
            Some(outgoing) if !accepts.json => events(HttpBody::answered(outgoing, out, self.options.keep_alive)),
            None if !accepts.json => events(HttpBody::answered(Arc::default(), out, self.options.keep_alive)),
            _ => json(checks::status(code), out),
        }
    }

    /// Waits for a call until it is answered, says something, or has been silent for long.
    async fn wait(
        &self,
        mut pending: Pending,
        outgoing: Option<Arc<Outgoing>>,
        accepts: Accepts,
    ) -> Response<HttpBody> {
        let mut out = Vec::with_capacity(512);
        let code = {
            let said = async {
                match &outgoing {
                    Some(outgoing) if accepts.sse => outgoing.ready().await,
                    _ => std::future::pending().await,
                }
            };
            let mut said = pin!(said);
            let quiet = async {
                if accepts.sse {
                    tokio::time::sleep(self.options.keep_alive).await
                } else {
                    std::future::pending().await
                }
            };
            let mut quiet = pin!(quiet);
            poll_fn(|context| {
                if let Poll::Ready(code) = pending.poll(context, &mut out) {
                    return Poll::Ready(Some(code));
                }
                if said.as_mut().poll(context).is_ready() || quiet.as_mut().poll(context).is_ready() {
                    return Poll::Ready(None);
                }
                Poll::Pending
            })
            .await
        };
        match code {
            Some(code) => self.finished(out, code, outgoing, accepts),
            None => {
                let outgoing = outgoing.unwrap_or_default();
                events(HttpBody::running(outgoing, pending, self.options.keep_alive))
            }
        }
    }
}

/// What became of a message.
enum Taken {
    Answered(Box<Response<HttpBody>>),
    Running(Pending, Option<Arc<Outgoing>>),
}

impl Taken {
    fn answered(response: Response<HttpBody>) -> Self {
        Taken::Answered(Box::new(response))
    }
}

/// A notification is accepted and, there being no session it could belong to, forgotten.
fn accepted(params: &Params<'_>) -> Response<HttpBody> {
    if let Some(meta) = params.meta.as_ref().filter(|meta| meta.0.is_enveloped())
        && let Err(error) = EnvelopeMeta::envelope(Some(&meta.0)).and_then(|envelope| envelope.revision())
    {
        return failure(None, &error);
    }
    let mut response = Response::new(HttpBody::empty());
    *response.status_mut() = StatusCode::ACCEPTED;
    response
}

/// A request of a revision with sessions, told by its header or by having neither envelope nor header: −32022 names
/// what is served.
fn older_revision(headers: &HeaderMap, method: &str) -> Result<(), McpError> {
    let header = headers
        .get(checks::PROTOCOL_VERSION)
        .and_then(|value| value.to_str().ok());
    match header.map(|text| (text, Revision::parse(text))) {
        Some((text, Some(revision))) if !revision.is_modern() => {
            Err(McpError::unsupported_protocol_version(text, &Revision::MODERN))
        }
        None if method == "initialize" => Err(McpError::unsupported_protocol_version("2025-03-26", &Revision::MODERN)),
        _ => Ok(()),
    }
}
