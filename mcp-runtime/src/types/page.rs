//! Lists in pages, and how long a client may keep what it was sent.
//!
//! Specification: `server/utilities/pagination`, `server/utilities/caching` (SEP-2549).

use super::{Meta, Prompt, Resource, ResourceTemplate, Tool, wire};
use serde::{Deserialize, Serialize};

/// Who may share a cached result. Since 2026-07-28 (SEP-2549).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CacheScope {
    /// Anyone: nothing in it belongs to one user.
    Public,
    /// Only requests under the same authorization.
    #[default]
    Private,
}

/// Parameters of the `*/list` requests.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PageParams {
    /// Where to go on: the `nextCursor` of the page before, unchanged; absent = the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl PageParams {
    /// The first page.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(PageParams {
    text with_cursor cursor: String,
    some with_meta meta: Meta,
});

/// Declares the result of a `*/list` request.
macro_rules! page {
    ($(#[$doc:meta])* $name:ident { $(#[$member:meta])* $field:ident: $item:ty }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct $name {
            /// `complete`, which is also what an absent one means. Since 2026-07-28 (SEP-2322).
            #[serde(skip_serializing_if = "Option::is_none")]
            pub result_type: Option<String>,
            $(#[$member])*
            pub $field: Vec<$item>,
            /// Where the next page begins; absent = there is none.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub next_cursor: Option<String>,
            /// How long the page stays fresh, in milliseconds; absent = 0. Since 2026-07-28
            /// (SEP-2549).
            #[serde(
                default,
                deserialize_with = "wire::ttl",
                skip_serializing_if = "Option::is_none"
            )]
            pub ttl_ms: Option<u64>,
            /// Who may share a cached copy. Since 2026-07-28 (SEP-2549).
            #[serde(skip_serializing_if = "Option::is_none")]
            pub cache_scope: Option<CacheScope>,
            /// Metadata.
            #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
            pub meta: Option<Meta>,
        }

        impl $name {
            /// The last page, of these.
            pub fn new($field: Vec<$item>) -> Self {
                Self { $field, ..Self::default() }
            }
        }

        setters!($name {
            text with_result_type result_type: String,
            text with_next_cursor next_cursor: String,
            some with_ttl_ms ttl_ms: u64,
            some with_cache_scope cache_scope: CacheScope,
            some with_meta meta: Meta,
        });
    };
}

page! {
    /// Result of `tools/list`.
    ListToolsResult {
        /// The tools of this page.
        tools: Tool
    }
}

page! {
    /// Result of `prompts/list`.
    ListPromptsResult {
        /// The prompts of this page.
        prompts: Prompt
    }
}

page! {
    /// Result of `resources/list`.
    ListResourcesResult {
        /// The resources of this page.
        resources: Resource
    }
}

page! {
    /// Result of `resources/templates/list`.
    ListResourceTemplatesResult {
        /// The resource templates of this page.
        resource_templates: ResourceTemplate
    }
}
