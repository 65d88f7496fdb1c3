//! JSON-RPC 2.0: messages as they are on the wire, with no knowledge of MCP's methods.

pub(crate) mod batch;
mod error;
mod escape;
mod finite;
mod message;
mod path;
mod scan;
mod unescape;
mod value;

pub use error::{McpError, UrlElicitationRequired, code};
pub(crate) use escape::{escape, escape_within};
pub(crate) use finite::finite;
pub(crate) use message::{BorrowedStr, Id, JsonText, Malformed, MapOnly, Message};
pub(crate) use path::path_at;
pub(crate) use scan::Scan;
pub(crate) use unescape::read_value;
pub(crate) use value::write_value;

use serde::Serialize;
use serde_json::value::RawValue;

/// Serializes our own wire types, whose keys are strings and whose numbers are finite: failure is a bug of this crate,
/// and still must not take the process down.
pub(crate) fn to_vec<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    let mut out = Vec::with_capacity(128);
    append(&mut out, value);
    out
}

/// The same at the end of what is there.
pub(crate) fn append<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    let start = out.len();
    if let Err(error) = serde_json::to_writer(&mut *out, value) {
        unserializable(&error);
        out.truncate(start);
        out.extend_from_slice(b"null");
    }
}

#[cold]
fn unserializable(error: &serde_json::Error) {
    tracing::error!(%error, "a message could not be serialized");
}

/// Appends the start of a response up to and including the id.
pub(crate) fn begin(out: &mut Vec<u8>, id: &[u8]) {
    out.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
    out.extend_from_slice(id);
}

/// Appends an error response.
pub(crate) fn error_response(out: &mut Vec<u8>, id: &[u8], error: &McpError) {
    begin(out, id);
    out.extend_from_slice(br#","error":{"code":"#);
    out.extend_from_slice(error.code.to_string().as_bytes());
    out.extend_from_slice(br#","message":"#);
    escape(out, &error.message);
    if let Some(data) = &error.data {
        out.extend_from_slice(br#","data":"#);
        append(out, data);
    }
    out.extend_from_slice(b"}}");
}

/// An error response of its own; `id` is that of the request, as it was written, if it has one.
pub(crate) fn error_bytes(id: Option<&str>, error: &McpError) -> Vec<u8> {
    let mut out = Vec::new();
    error_response(&mut out, id.unwrap_or("null").as_bytes(), error);
    out
}

/// The result in a response of our own, which a part of this process reads.
///
/// # Errors
/// The error in it.
pub(crate) fn result_of(response: &[u8]) -> Result<&RawValue, McpError> {
    let unreadable = || McpError::internal("the server's own answer could not be read");
    let text = std::str::from_utf8(response).map_err(|_| unreadable())?;
    let message: Message<'_> = Message::parse(text).map_err(|malformed| malformed.error)?;
    match (message.result, message.error) {
        (Some(result), _) => Ok(result),
        (None, Some(error)) => Err(serde_json::from_str(error.get()).unwrap_or_else(|_| unreadable())),
        (None, None) => Err(unreadable()),
    }
}

/// Appends a notification.
pub(crate) fn notification<P: Serialize>(out: &mut Vec<u8>, method: &str, params: &P) {
    out.extend_from_slice(br#"{"jsonrpc":"2.0""#);
    call(out, method, params);
}

/// Appends a request.
pub(crate) fn request<P: Serialize>(out: &mut Vec<u8>, id: u64, method: &str, params: &P) {
    begin(out, id.to_string().as_bytes());
    call(out, method, params);
}

/// Appends what requests and notifications end with. Parameters that are empty or null are left out.
fn call<P: Serialize>(out: &mut Vec<u8>, method: &str, params: &P) {
    out.extend_from_slice(br#","method":"#);
    escape(out, method);
    let before = out.len();
    out.extend_from_slice(br#","params":"#);
    let start = out.len();
    if let Err(error) = write_value(out, params) {
        unserializable(&error);
        out.truncate(start);
    }
    if matches!(&out[start..], b"" | b"{}" | b"null") {
        out.truncate(before);
    }
    out.push(b'}');
}
