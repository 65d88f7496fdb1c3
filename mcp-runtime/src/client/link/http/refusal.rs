//! Responses that are no answer.

use crate::client::error::ClientError;
use crate::jsonrpc::{MapOnly, McpError, Message};
use http::{HeaderMap, StatusCode, header};
use std::time::Duration;

/// Bytes of a refusal's body that are read: a JSON-RPC error may carry data.
pub(super) const MOST_READ: usize = 256 * 1024;
/// Bytes of one that is shown.
const MOST_SHOWN: usize = 1024;

/// What a response of 400 or more says.
pub(super) fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> ClientError {
    match error_in(body) {
        Some(error) => ClientError::Protocol(error),
        None => ClientError::Refused {
            status: status.as_u16(),
            body: String::from_utf8_lossy(&body[..body.len().min(MOST_SHOWN)]).into_owned(),
            retry_after: retry_after(headers),
        },
    }
}

/// The JSON-RPC error that a body is.
pub(super) fn error_in(body: &[u8]) -> Option<McpError> {
    #[derive(serde::Deserialize)]
    struct Bare {
        error: MapOnly<McpError>,
    }
    let text = std::str::from_utf8(body).ok()?;
    let parsed: Result<Message<'_>, _> = Message::parse(text);
    if let Ok(message) = parsed {
        let error: MapOnly<McpError> = serde_json::from_str(message.error?.get()).ok()?;
        return Some(error.0);
    }
    // Its id is null where the server could not read the request's.
    let bare: MapOnly<Bare> = serde_json::from_str(text).ok()?;
    Some(bare.0.error.0)
}

/// Seconds; a date says nothing of this machine's clock.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_secs)
}
