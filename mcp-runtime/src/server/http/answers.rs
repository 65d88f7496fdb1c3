//! Answers that need nothing but what they say.

use super::body::HttpBody;
use crate::jsonrpc::{McpError, error_bytes};
use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// A response that ends a request early.
pub(super) type Refused = Box<Response<HttpBody>>;

/// A refusal in words, for whoever does not speak JSON-RPC.
#[cold]
pub(super) fn refuse(status: StatusCode, text: &'static str) -> Response<HttpBody> {
    let mut response = Response::new(HttpBody::bytes(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, TEXT);
    response
}

#[cold]
pub(super) fn method_not_allowed(text: &'static str, allowed: &'static str) -> Response<HttpBody> {
    let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, text);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

pub(super) fn json(status: StatusCode, body: Vec<u8>) -> Response<HttpBody> {
    let mut response = Response::new(HttpBody::bytes(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

/// A JSON body with shared bytes at a place in it, which are sent as they are.
pub(super) fn parted(status: StatusCode, body: Vec<u8>, at: usize, shared: Bytes) -> Response<HttpBody> {
    let mut first = Bytes::from(body);
    let last = first.split_off(at.min(first.len()));
    let mut response = Response::new(HttpBody::parts([first, shared, last]));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

/// The same body in one piece.
pub(super) fn spliced(mut out: Vec<u8>, at: usize, shared: &[u8]) -> Vec<u8> {
    out.splice(at..at, shared.iter().copied());
    out
}

/// An error as a JSON-RPC response, to the request of this id, as it was written.
#[cold]
pub(super) fn failure(status: StatusCode, id: Option<&str>, error: &McpError) -> Response<HttpBody> {
    json(status, error_bytes(id, error))
}

/// Nothing to say.
pub(super) fn empty(status: StatusCode) -> Response<HttpBody> {
    let mut response = Response::new(HttpBody::empty());
    *response.status_mut() = status;
    response
}

/// A stream of events, which nothing between may keep or change.
pub(super) fn events(body: HttpBody) -> Response<HttpBody> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
