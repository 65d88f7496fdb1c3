//! Protocol errors: the `error` member of a JSON-RPC response, and the codes MCP gives it.

use crate::types::UrlElicitation;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The error codes of JSON-RPC 2.0 and of MCP, by name.
pub mod code {
    /// The bytes are not JSON (JSON-RPC 2.0 §5.1).
    pub const PARSE_ERROR: i32 = -32700;
    /// The JSON is not a JSON-RPC request (JSON-RPC 2.0 §5.1).
    pub const INVALID_REQUEST: i32 = -32600;
    /// The method does not exist here (JSON-RPC 2.0 §5.1).
    pub const METHOD_NOT_FOUND: i32 = -32601;
    /// The parameters do not fit the method (JSON-RPC 2.0 §5.1).
    pub const INVALID_PARAMS: i32 = -32602;
    /// The server failed (JSON-RPC 2.0 §5.1).
    pub const INTERNAL_ERROR: i32 = -32603;
    /// An HTTP header disagrees with the body it came with (SEP-2243).
    pub const HEADER_MISMATCH: i32 = -32020;
    /// The client did not declare a capability the request needs; `data.requiredCapabilities` says which (SEP-2575).
    pub const MISSING_REQUIRED_CLIENT_CAPABILITY: i32 = -32021;
    /// The protocol revision is not served; `data.supported` lists those that are (SEP-2575).
    pub const UNSUPPORTED_PROTOCOL_VERSION: i32 = -32022;
    /// A URL elicitation has to be completed first (2025-11-25 only).
    pub const URL_ELICITATION_REQUIRED: i32 = -32042;
    /// A resource does not exist, as servers up to 2025-11-25 said it. Accepted, never sent.
    pub const RESOURCE_NOT_FOUND: i32 = -32002;
    /// The other side went away before it answered. Only seen by whoever asked.
    pub const CONNECTION_CLOSED: i32 = -32000;
    /// The client cancelled the request.
    pub const REQUEST_CANCELLED: i32 = -32800;
    /// The payload is over a limit: send less.
    pub const CONTENT_TOO_LARGE: i32 = -32801;
    /// A resource is unavailable for the moment: try again later.
    pub const RESOURCE_UNAVAILABLE: i32 = -32802;
}

/// A protocol error: what a JSON-RPC response carries in `error`, or what arrived there.
///
/// A handler that returns one (`?` keeps it as it is) fails the *request*, which a model does not see; an error meant
/// for the model is [`Error::for_model`](crate::Error::for_model).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct McpError {
    /// One of [`code`], or a code of your own outside −32768 … −32000.
    pub code: i32,
    /// One sentence for people.
    pub message: String,
    /// Whatever the code promises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

impl McpError {
    /// An error without `data`.
    #[cold]
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        McpError {
            code,
            message: message.into(),
            data: None,
        }
    }

    /// The same error with `data`.
    #[must_use]
    pub fn with_data(mut self, data: impl Into<Value>) -> Self {
        self.data = Some(data.into());
        self
    }

    /// −32601 `Method not found`; `data` is the method.
    #[cold]
    pub fn method_not_found(method: &str) -> Self {
        McpError::new(code::METHOD_NOT_FOUND, "Method not found").with_data(method)
    }

    /// −32602 with a message of yours.
    #[cold]
    pub fn invalid_params(message: impl Into<String>) -> Self {
        McpError::new(code::INVALID_PARAMS, message)
    }

    /// −32600 with a message of yours.
    #[cold]
    pub fn invalid_request(message: impl Into<String>) -> Self {
        McpError::new(code::INVALID_REQUEST, message)
    }

    /// −32603 with a message of yours.
    #[cold]
    pub fn internal(message: impl Into<String>) -> Self {
        McpError::new(code::INTERNAL_ERROR, message)
    }

    /// −32602 for a resource nobody serves; `data.uri` is the URI (SEP-2164).
    #[cold]
    pub fn unknown_resource(uri: &str) -> Self {
        McpError::invalid_params(format!("Unknown resource: {uri}")).with_data(json!({ "uri": uri }))
    }

    /// −32022; `supported` are the revisions served.
    #[cold]
    pub fn unsupported_protocol_version(requested: &str, supported: &[&str]) -> Self {
        McpError::new(code::UNSUPPORTED_PROTOCOL_VERSION, "Unsupported protocol version")
            .with_data(json!({ "supported": supported, "requested": requested }))
    }

    /// −32600: the server may not ask the client anything here, because nothing can carry the question: any
    /// 2026-07-28 connection, and sessions without a stream to the client.
    #[cold]
    pub fn no_back_channel(method: &str) -> Self {
        McpError::invalid_request(format!(
            "Cannot send '{method}': this transport context has no back-channel for server-initiated requests."
        ))
    }

    /// −32600: the server keeps no sessions, so it cannot ask the client anything.
    #[cold]
    pub fn stateless_mode_not_supported(method: &str) -> Self {
        McpError::invalid_request(format!(
            "Cannot use {method} in stateless HTTP mode. Stateless mode does not support server-to-client requests. \
             Use stateful mode (stateless_http=False) to enable this feature."
        ))
    }

    /// The method that could not be sent, when this is the error [`no_back_channel`](Self::no_back_channel) makes.
    pub fn as_no_back_channel(&self) -> Option<&str> {
        self.between(
            code::INVALID_REQUEST,
            "Cannot send '",
            "': this transport context has no back-channel for server-initiated requests.",
        )
    }

    /// The method that could not be used, when this is the error
    /// [`stateless_mode_not_supported`](Self::stateless_mode_not_supported) makes.
    pub fn as_stateless_mode_not_supported(&self) -> Option<&str> {
        let rest = self.message.strip_prefix("Cannot use ")?;
        let (method, _) = rest.split_once(" in stateless HTTP mode. ")?;
        (self.code == code::INVALID_REQUEST).then_some(method)
    }

    fn between(&self, code: i32, before: &str, after: &str) -> Option<&str> {
        let inner = self.message.strip_prefix(before)?.strip_suffix(after)?;
        (self.code == code).then_some(inner)
    }
}

/// −32042 of revision 2025-11-25: one or more URL elicitations have to be completed before the request can proceed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UrlElicitationRequired {
    /// What the user has to open, in order.
    pub elicitations: Vec<UrlElicitation>,
    /// `URL elicitation required`, in the plural when there are several, unless set.
    pub message: String,
}

impl UrlElicitationRequired {
    /// The error for these elicitations, with the usual message.
    pub fn new(elicitations: Vec<UrlElicitation>) -> Self {
        let plural = if elicitations.len() > 1 { "s" } else { "" };
        UrlElicitationRequired {
            message: format!("URL elicitation{plural} required"),
            elicitations,
        }
    }

    /// The same error with another message.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }
}

impl From<UrlElicitationRequired> for McpError {
    fn from(error: UrlElicitationRequired) -> Self {
        McpError::new(code::URL_ELICITATION_REQUIRED, error.message)
            .with_data(json!({ "elicitations": error.elicitations }))
    }
}

impl TryFrom<McpError> for UrlElicitationRequired {
    type Error = McpError;

    /// Reads the elicitations from `data.elicitations`.
    ///
    /// # Errors
    /// −32602 `Expected error code -32042, got N` when the code is another, or when `data.elicitations` does not fit.
    fn try_from(error: McpError) -> Result<Self, McpError> {
        if error.code != code::URL_ELICITATION_REQUIRED {
            let (expected, got) = (code::URL_ELICITATION_REQUIRED, error.code);
            return Err(McpError::invalid_params(format!(
                "Expected error code {expected}, got {got}"
            )));
        }
        let list = error
            .data
            .as_ref()
            .and_then(|data| data.get("elicitations"))
            .cloned()
            .unwrap_or_else(|| json!([]));
        let elicitations = serde_json::from_value(list)
            .map_err(|_| McpError::invalid_params("data.elicitations does not hold URL elicitations"))?;
        Ok(UrlElicitationRequired {
            elicitations,
            message: error.message,
        })
    }
}

impl std::fmt::Display for UrlElicitationRequired {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for UrlElicitationRequired {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_documents() {
        let error = McpError::no_back_channel("elicitation/create");
        assert_eq!(
            error.to_string(),
            "Cannot send 'elicitation/create': this transport context has no back-channel for server-initiated requests."
        );
        assert_eq!(error.as_no_back_channel(), Some("elicitation/create"));
        let error = McpError::stateless_mode_not_supported("roots/list");
        assert_eq!(error.as_stateless_mode_not_supported(), Some("roots/list"));
        assert!(
            error
                .message
                .starts_with("Cannot use roots/list in stateless HTTP mode. Stateless mode does not")
        );
    }

    #[test]
    fn url_elicitations_survive_the_wire() {
        let one = UrlElicitationRequired::new(vec![UrlElicitation::new("Sign in", "https://example.com/auth")]);
        assert_eq!(one.message, "URL elicitation required");
        let error = McpError::from(one.clone());
        assert_eq!(error.code, -32042);
        let back: McpError = serde_json::from_slice(&serde_json::to_vec(&error).expect("json")).expect("same");
        assert_eq!(UrlElicitationRequired::try_from(back), Ok(one));
        let other = UrlElicitationRequired::try_from(McpError::new(1, "x")).expect_err("another code");
        assert_eq!(other.message, "Expected error code -32042, got 1");
    }
}
