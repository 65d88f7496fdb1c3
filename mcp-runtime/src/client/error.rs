//! What a client's calls fail with.

use super::difference::{Difference, Lines};
use crate::jsonrpc::{McpError, code};
use crate::revision::Revision;
use crate::server::BuildError;
use crate::types::CallToolResult;
use std::io;
use std::time::Duration;

/// How long a server can have a client wait.
pub(super) const LONGEST_ASKED: Duration = Duration::from_mins(5);

/// Any error, such as one of a callback.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a request got no result.
///
/// A tool that failed is [`ToolFailed`](Self::ToolFailed) for [`Client::call`](super::Client::call) alone; for the other
/// calls its result says so, in [`is_error`](CallToolResult::is_error).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The server answered with an error; or it asked something that this client does not do.
    #[error(transparent)]
    Protocol(#[from] McpError),
    /// The connection ended before the answer came, or had ended before the request.
    #[error("Connection closed")]
    Closed,
    /// No answer came in time. The server was told that nobody waits any more.
    #[error("Request '{method}' timed out")]
    Timeout {
        /// The method of the request.
        method: String,
        /// How long it was waited for.
        after: Duration,
    },
    /// The server refused the HTTP request with something that is not JSON-RPC: a proxy in between, a wrong path, a
    /// host name that is not allowed.
    #[error("Server returned an error response")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The start of the body, at most 1,024 bytes of it, with what is no UTF-8 replaced.
        body: String,
        /// How long to wait before another try, where the response says so (`Retry-After`, RFC 9110 §10.2.3).
        retry_after: Option<Duration>,
    },
    /// There is no authorization for the request, which was not sent, or not again:
    /// [`client::Authorizer`](super::Authorizer).
    #[error("The request could not be authorized: {0}")]
    Authorization(#[source] BoxError),
    /// The server's answer is longer than [`max_message`](crate::ClientBuilder::max_message).
    #[error("The server sent a message longer than {limit} bytes")]
    TooLarge {
        /// The most bytes a message may have.
        limit: usize,
    },
    /// The program could not be started, the server not be reached, or the streams failed.
    #[error(transparent)]
    Transport(#[from] io::Error),
    /// The server of this process has a fault that keeps it from being used.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The method is not part of the revision that the connection speaks; nothing was sent.
    #[error("'{method}' does not exist in revision {revision}")]
    NotInRevision {
        /// The method.
        method: &'static str,
        /// The revision of the connection.
        revision: Revision,
    },
    /// What was to be sent cannot be sent, such as arguments that are no JSON object; nothing was sent.
    #[error("{0}")]
    Invalid(String),
    /// The server answered with something that the protocol does not allow there.
    #[error("{0}")]
    Unexpected(String),
    /// The tool that [`Client::call`](super::Client::call) called has failed, and says why: the text is what a model would
    /// read.
    #[error("{}", .0.text())]
    ToolFailed(Box<CallToolResult>),
    /// The result of a tool does not fit the output schema that the tool is listed with.
    #[error("{0}")]
    InvalidResult(String),
    /// The server answered with questions again and again.
    #[error(
        "Server returned InputRequiredResult for more than {max_rounds} rounds; raise input_required_max_rounds on the \
         Client, or use client.session().<method>(...) to drive the loop manually."
    )]
    InputRequiredRoundsExceeded {
        /// How often it may: [`input_required_max_rounds`](crate::ClientBuilder::input_required_max_rounds).
        max_rounds: usize,
    },
    /// The callback that was to answer a question of the call failed.
    #[error("The callback for '{method}' failed: {source}")]
    Callback {
        /// What it was asked.
        method: &'static str,
        /// What it failed with.
        source: BoxError,
    },
    /// The server is not what the trait of a client declares ([`#[mcp::client]`](macro@crate::client)): the text has a line
    /// for each difference.
    #[error("The server differs from the trait `{name}`:{}", Lines(differences))]
    Differs {
        /// The trait.
        name: &'static str,
        /// All of them, method by method.
        differences: Vec<Difference>,
    },
    /// A subscription ended without the server's saying so in order: listen again, and fetch anew what may have changed.
    #[error("{0}")]
    SubscriptionLost(String),
}

impl ClientError {
    /// The error the server answered with, if it did.
    pub fn as_protocol(&self) -> Option<&McpError> {
        match self {
            ClientError::Protocol(error) => Some(error),
            _ => None,
        }
    }

    /// The code of the error the server answered with, if it did: see [`code`](crate::code).
    pub fn code(&self) -> Option<i32> {
        self.as_protocol().map(|error| error.code)
    }

    /// Whether the same request may well succeed a little later: a resource that is unavailable (−32802), a time-out, a
    /// broken connection, HTTP 429, 502, 503 and 504. Requests that were refused for what they are (−32600 … −32603, a
    /// failing callback, a bad answer) fail again.
    ///
    /// It says nothing of whether the request may be repeated: a call that timed out may have been carried out. After
    /// [`Closed`](Self::Closed) another try needs another connection.
    pub fn is_retryable(&self) -> bool {
        match self {
            ClientError::Protocol(error) => error.code == code::RESOURCE_UNAVAILABLE,
            ClientError::Refused { status, .. } => matches!(status, 408 | 429 | 502..=504),
            ClientError::Transport(error) => !matches!(
                error.kind(),
                io::ErrorKind::NotFound
                    | io::ErrorKind::PermissionDenied
                    | io::ErrorKind::InvalidInput
                    | io::ErrorKind::InvalidData
                    | io::ErrorKind::Unsupported
            ),
            ClientError::Closed | ClientError::Timeout { .. } | ClientError::SubscriptionLost(_) => true,
            _ => false,
        }
    }

    /// How long the server wants to be left alone before another try, where it says so: `Retry-After` of HTTP, or
    /// `data.retryAfter` of −32802, in seconds.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            ClientError::Refused { retry_after, .. } => *retry_after,
            ClientError::Protocol(error) if error.code == code::RESOURCE_UNAVAILABLE => {
                let seconds = error.data.as_ref()?.get("retryAfter")?.as_f64()?;
                Duration::try_from_secs_f64(seconds).ok()
            }
            _ => None,
        }
    }

    /// The same, bounded: for waits that nobody watches.
    pub(super) fn asked_wait(&self) -> Duration {
        self.retry_after().unwrap_or_default().min(LONGEST_ASKED)
    }

    pub(super) fn is_timeout(&self) -> bool {
        matches!(self, ClientError::Timeout { .. })
    }
}
