//! Resources: what a client can read.
//!
//! Specification: `server/resources`.

use super::{Annotations, CacheScope, Icon, InputResponses, Meta, ResourceContents, wire};
use serde::{Deserialize, Serialize};

/// The declaration of a resource.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Resource {
    /// Its URI.
    pub uri: String,
    /// The name programs know it by.
    pub name: String,
    /// The name to show to people. Since 2025-06-18.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is, for the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its MIME type, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// Its icons. Since 2025-11-25 (SEP-973).
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "Vec::is_empty")]
    pub icons: Vec<Icon>,
    /// Hints for the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Annotations>,
    /// The size of the raw content in bytes, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Metadata. Since 2025-06-18.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

/// A pointer to a resource in a prompt or tool result: the same members as its declaration.
/// Since 2025-06-18.
pub type ResourceLink = Resource;

impl Resource {
    /// The resource of this URI and name.
    pub fn new(uri: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            name: name.into(),
            ..Self::default()
        }
    }

    /// The name to show: the title if there is one.
    pub fn display_name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }
}

setters!(Resource {
    text with_title title: String,
    text with_description description: String,
    text with_mime_type mime_type: String,
    set with_icons icons: Vec<Icon>,
    some with_annotations annotations: Annotations,
    some with_size size: u64,
    some with_meta meta: Meta,
});

/// The declaration of resources whose URIs follow a template.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResourceTemplate {
    /// The template of their URIs (RFC 6570).
    pub uri_template: String,
    /// The name programs know it by.
    pub name: String,
    /// The name to show to people. Since 2025-06-18.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What they are, for the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Their MIME type, if all have the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// Its icons. Since 2025-11-25 (SEP-973).
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "Vec::is_empty")]
    pub icons: Vec<Icon>,
    /// Hints for the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Annotations>,
    /// Metadata. Since 2025-06-18.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl ResourceTemplate {
    /// The template of this text and name.
    pub fn new(uri_template: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            uri_template: uri_template.into(),
            name: name.into(),
            ..Self::default()
        }
    }

    /// The name to show: the title if there is one.
    pub fn display_name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }
}

setters!(ResourceTemplate {
    text with_title title: String,
    text with_description description: String,
    text with_mime_type mime_type: String,
    set with_icons icons: Vec<Icon>,
    some with_annotations annotations: Annotations,
    some with_meta meta: Meta,
});

/// Parameters of `resources/read`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReadResourceParams {
    /// The resource.
    pub uri: String,
    /// Answers to what an [`InputRequiredResult`](super::InputRequiredResult) asked for. Since
    /// 2026-07-28 (SEP-2322).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_responses: Option<InputResponses>,
    /// The state that came with the questions, unchanged. Since 2026-07-28 (SEP-2322).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_state: Option<String>,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl ReadResourceParams {
    /// A wish to read this URI.
    pub fn new(uri: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            ..Self::default()
        }
    }
}

setters!(ReadResourceParams {
    some with_input_responses input_responses: InputResponses,
    text with_request_state request_state: String,
    some with_meta meta: Meta,
});

/// Result of `resources/read`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReadResourceResult {
    /// `complete`, which is also what an absent one means. Since 2026-07-28 (SEP-2322).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_type: Option<String>,
    /// The resource: its parts, or those below it.
    pub contents: Vec<ResourceContents>,
    /// How long the result stays fresh, in milliseconds; absent = 0. Since 2026-07-28 (SEP-2549).
    #[serde(default, deserialize_with = "wire::ttl", skip_serializing_if = "Option::is_none")]
    pub ttl_ms: Option<u64>,
    /// Who may share a cached copy. Since 2026-07-28 (SEP-2549).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_scope: Option<CacheScope>,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl ReadResourceResult {
    /// A result of these contents.
    pub fn new(contents: Vec<ResourceContents>) -> Self {
        Self {
            contents,
            ..Self::default()
        }
    }
}

setters!(ReadResourceResult {
    text with_result_type result_type: String,
    some with_ttl_ms ttl_ms: u64,
    some with_cache_scope cache_scope: CacheScope,
    some with_meta meta: Meta,
});

/// Parameters of `resources/subscribe` and `resources/unsubscribe`. Until 2025-11-25.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscribeParams {
    /// The resource.
    pub uri: String,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl SubscribeParams {
    /// Notice of changes to this URI.
    pub fn new(uri: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            meta: None,
        }
    }
}

setters!(SubscribeParams {
    some with_meta meta: Meta,
});
