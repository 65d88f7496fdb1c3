//! Getting to know the peer: the handshake of 2024-11-05 to 2025-11-25, discovery since
//! 2026-07-28, and the messages without content of their own.
//!
//! Specification: `basic/lifecycle`, `server/discover`.

use super::{CacheScope, ClientCapabilities, Icon, Meta, ServerCapabilities, wire};
use serde::{Deserialize, Serialize};

/// The name and version of a client or server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Implementation {
    /// The name programs know it by.
    pub name: String,
    /// The name to show to people. Since 2025-06-18.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The version of the implementation, not of the protocol.
    pub version: String,
    /// What it does. Since 2025-11-25.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its home page. Since 2025-11-25.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website_url: Option<String>,
    /// Its icons. Since 2025-11-25 (SEP-973).
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "Vec::is_empty")]
    pub icons: Vec<Icon>,
}

impl Implementation {
    /// An implementation of this name and version.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            ..Self::default()
        }
    }

    /// The name to show: the title if there is one.
    pub fn display_name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }
}

setters!(Implementation {
    text with_title title: String,
    text with_description description: String,
    text with_website_url website_url: String,
    set with_icons icons: Vec<Icon>,
});

/// Parameters of `initialize`, the first request of a session. Until 2025-11-25.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InitializeParams {
    /// The newest revision the client speaks.
    pub protocol_version: String,
    /// What the client can do.
    pub capabilities: ClientCapabilities,
    /// Who the client is.
    pub client_info: Implementation,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl InitializeParams {
    /// The greeting of a client.
    pub fn new(
        protocol_version: impl Into<String>,
        capabilities: ClientCapabilities,
        client_info: Implementation,
    ) -> Self {
        Self {
            protocol_version: protocol_version.into(),
            capabilities,
            client_info,
            meta: None,
        }
    }
}

setters!(InitializeParams {
    some with_meta meta: Meta,
});

/// Result of `initialize`. Until 2025-11-25.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InitializeResult {
    /// The revision of the session: the one asked for, or the newest the server speaks.
    pub protocol_version: String,
    /// What the server can do.
    pub capabilities: ServerCapabilities,
    /// Who the server is.
    pub server_info: Implementation,
    /// How to use the server, for the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl InitializeResult {
    /// The answer of a server.
    pub fn new(
        protocol_version: impl Into<String>,
        capabilities: ServerCapabilities,
        server_info: Implementation,
    ) -> Self {
        Self {
            protocol_version: protocol_version.into(),
            capabilities,
            server_info,
            instructions: None,
            meta: None,
        }
    }
}

setters!(InitializeResult {
    text with_instructions instructions: String,
    some with_meta meta: Meta,
});

/// Result of `server/discover`. Since 2026-07-28 (SEP-2575).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DiscoverResult {
    /// `complete`, which is also what an absent one means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_type: Option<String>,
    /// The revisions the server speaks.
    pub supported_versions: Vec<String>,
    /// What the server can do.
    pub capabilities: ServerCapabilities,
    /// How to use the server, for the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// How long the result stays fresh, in milliseconds; absent = 0.
    #[serde(default, deserialize_with = "wire::ttl", skip_serializing_if = "Option::is_none")]
    pub ttl_ms: Option<u64>,
    /// Who may share a cached copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_scope: Option<CacheScope>,
    /// Metadata, with the server's [`Implementation`] under
    /// [`SERVER_INFO_META_KEY`](super::SERVER_INFO_META_KEY).
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl DiscoverResult {
    /// The self-description of a server.
    pub fn new(supported_versions: Vec<String>, capabilities: ServerCapabilities) -> Self {
        Self {
            supported_versions,
            capabilities,
            ..Self::default()
        }
    }
}

setters!(DiscoverResult {
    text with_result_type result_type: String,
    text with_instructions instructions: String,
    some with_ttl_ms ttl_ms: u64,
    some with_cache_scope cache_scope: CacheScope,
    some with_meta meta: Meta,
});

/// Parameters that are metadata at most: those of `ping`, `server/discover`, `roots/list` and of
/// the notifications `initialized` and `*/list_changed`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EmptyParams {
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl EmptyParams {
    /// No parameters.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(EmptyParams {
    some with_meta meta: Meta,
});

/// A result that says no more than that the request succeeded: that of `ping`,
/// `logging/setLevel`, `resources/subscribe` and `resources/unsubscribe`, and the one that ends
/// `subscriptions/listen`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EmptyResult {
    /// `complete`, which is also what an absent one means. Since 2026-07-28 (SEP-2322).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_type: Option<String>,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl EmptyResult {
    /// Success.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(EmptyResult {
    text with_result_type result_type: String,
    some with_meta meta: Meta,
});
