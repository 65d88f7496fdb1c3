//! Roots: the directories a client works in. Deprecated since 2026-07-28 (SEP-2577).
//!
//! Specification: `client/roots`.

use super::{EmptyParams, Meta};
use serde::{Deserialize, Serialize};

/// A directory or file the server may work in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Root {
    /// Its URI, of scheme `file:`.
    pub uri: String,
    /// The name to show to people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Metadata. Since 2025-06-18.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl Root {
    /// The root at this URI.
    pub fn new(uri: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            ..Self::default()
        }
    }
}

setters!(Root {
    text with_name name: String,
    some with_meta meta: Meta,
});

/// Parameters of `roots/list`: a request from server to client until 2025-11-25, an
/// [`InputRequest`](super::InputRequest) since 2026-07-28.
pub type ListRootsParams = EmptyParams;

/// Result of `roots/list`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ListRootsResult {
    /// The roots.
    pub roots: Vec<Root>,
    /// Metadata. Until 2025-11-25.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl ListRootsResult {
    /// A result of these roots.
    pub fn new(roots: Vec<Root>) -> Self {
        Self { roots, meta: None }
    }
}

setters!(ListRootsResult {
    some with_meta meta: Meta,
});
