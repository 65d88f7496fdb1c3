//! What a client's calls fail with.

use crate::jsonrpc::McpError;
use crate::revision::Revision;
use crate::server::BuildError;
use std::io;
use std::time::Duration;

/// Why a request got no result.
///
/// A tool that failed is none of these: its result says so in [`is_error`](crate::types::CallToolResult::is_error).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The server answered with an error.
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
    /// The program could not be started, or its streams failed.
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
}
