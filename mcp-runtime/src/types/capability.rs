//! What a client or server can do. A member that is present, even an empty object, declares the
//! capability.
//!
//! Specification: `basic/lifecycle` (until 2025-11-25), `basic/index` and `server/discover`.

use super::{JsonObject, wire};
use serde::{Deserialize, Serialize};

/// What a client can do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClientCapabilities {
    /// Capabilities outside the specification, by name.
    #[serde(
        default,
        deserialize_with = "wire::nullable",
        skip_serializing_if = "JsonObject::is_empty"
    )]
    pub experimental: JsonObject,
    /// The client lists its roots. Deprecated since 2026-07-28 (SEP-2577).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roots: Option<RootsCapability>,
    /// The client samples from a model. Deprecated since 2026-07-28 (SEP-2577).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampling: Option<SamplingCapability>,
    /// The client asks its user. Since 2025-06-18.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elicitation: Option<ElicitationCapability>,
    /// Extensions and their settings, by identifier `vendor/name`. Since 2026-07-28 (SEP-2133).
    #[serde(
        default,
        deserialize_with = "wire::nullable",
        skip_serializing_if = "JsonObject::is_empty"
    )]
    pub extensions: JsonObject,
}

impl ClientCapabilities {
    /// No capability.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether forms can be put to the user: `elicitation` with `form`, or with neither member,
    /// which means the same.
    pub fn elicits_forms(&self) -> bool {
        self.elicitation
            .as_ref()
            .is_some_and(|modes| modes.form.is_some() || modes.url.is_none())
    }

    /// Whether the user can be sent to a URL. Since 2025-11-25 (SEP-1036).
    pub fn elicits_urls(&self) -> bool {
        self.elicitation.as_ref().is_some_and(|modes| modes.url.is_some())
    }
}

setters!(ClientCapabilities {
    set with_experimental experimental: JsonObject,
    some with_roots roots: RootsCapability,
    some with_sampling sampling: SamplingCapability,
    some with_elicitation elicitation: ElicitationCapability,
    set with_extensions extensions: JsonObject,
});

/// The client lists its roots (`client/roots`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RootsCapability {
    /// The client tells when the list changes. Until 2025-11-25.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "wire::is_false")]
    pub list_changed: bool,
}

impl RootsCapability {
    /// Roots without notice of changes.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(RootsCapability {
    set with_list_changed list_changed: bool,
});

/// The client samples from a model (`client/sampling`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SamplingCapability {
    /// `tools` and `toolChoice` are supported. Since 2025-11-25 (SEP-1577).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<JsonObject>,
    /// `includeContext` is supported beyond `none`. Since 2025-11-25; deprecated (SEP-2596).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<JsonObject>,
}

impl SamplingCapability {
    /// Plain sampling.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(SamplingCapability {
    some with_tools tools: JsonObject,
    some with_context context: JsonObject,
});

/// The client asks its user (`client/elicitation`). Since 2025-06-18; with neither member, forms
/// are meant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ElicitationCapability {
    /// The client shows forms. Since 2025-11-25.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<JsonObject>,
    /// The client sends the user to URLs. Since 2025-11-25 (SEP-1036).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<JsonObject>,
}

impl ElicitationCapability {
    /// Forms, said in the way every revision understands: an empty object.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(ElicitationCapability {
    some with_form form: JsonObject,
    some with_url url: JsonObject,
});

/// What a server can do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ServerCapabilities {
    /// Capabilities outside the specification, by name.
    #[serde(
        default,
        deserialize_with = "wire::nullable",
        skip_serializing_if = "JsonObject::is_empty"
    )]
    pub experimental: JsonObject,
    /// The server sends log messages. Deprecated since 2026-07-28 (SEP-2577).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logging: Option<JsonObject>,
    /// The server completes arguments. Since 2025-03-26.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completions: Option<JsonObject>,
    /// The server has prompts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompts: Option<PromptsCapability>,
    /// The server has resources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<ResourcesCapability>,
    /// The server has tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<ToolsCapability>,
    /// Extensions and their settings, by identifier `vendor/name`. Since 2026-07-28 (SEP-2133).
    #[serde(
        default,
        deserialize_with = "wire::nullable",
        skip_serializing_if = "JsonObject::is_empty"
    )]
    pub extensions: JsonObject,
}

impl ServerCapabilities {
    /// No capability.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(ServerCapabilities {
    set with_experimental experimental: JsonObject,
    some with_logging logging: JsonObject,
    some with_completions completions: JsonObject,
    some with_prompts prompts: PromptsCapability,
    some with_resources resources: ResourcesCapability,
    some with_tools tools: ToolsCapability,
    set with_extensions extensions: JsonObject,
});

/// The server has prompts (`server/prompts`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PromptsCapability {
    /// The server tells when the list changes.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "wire::is_false")]
    pub list_changed: bool,
}

impl PromptsCapability {
    /// Prompts without notice of changes.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(PromptsCapability {
    set with_list_changed list_changed: bool,
});

/// The server has resources (`server/resources`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResourcesCapability {
    /// The server tells when a resource changes that the client asked it to watch.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "wire::is_false")]
    pub subscribe: bool,
    /// The server tells when the list changes.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "wire::is_false")]
    pub list_changed: bool,
}

impl ResourcesCapability {
    /// Resources without notice of changes.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(ResourcesCapability {
    set with_subscribe subscribe: bool,
    set with_list_changed list_changed: bool,
});

/// The server has tools (`server/tools`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ToolsCapability {
    /// The server tells when the list changes.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "wire::is_false")]
    pub list_changed: bool,
}

impl ToolsCapability {
    /// Tools without notice of changes.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(ToolsCapability {
    set with_list_changed list_changed: bool,
});
