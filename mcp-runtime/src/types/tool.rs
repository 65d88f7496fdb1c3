//! Tools: what a model can call.
//!
//! Specification: `server/tools`.

use super::{Content, Icon, InputResponses, JsonObject, Meta, wire};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The declaration of a tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Tool {
    /// The name it is called by: 1 to 128 of `A-Za-z0-9_.-` (SEP-986).
    pub name: String,
    /// The name to show to people. Since 2025-06-18.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it does, for the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its icons. Since 2025-11-25 (SEP-973).
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "Vec::is_empty")]
    pub icons: Vec<Icon>,
    /// The JSON Schema of its arguments, of `type` `object`; the dialect is 2020-12 unless
    /// `$schema` says otherwise (SEP-1613).
    pub input_schema: JsonObject,
    /// The JSON Schema of its structured result. Since 2025-06-18; of `type` `object` until
    /// 2025-11-25, any schema since 2026-07-28 (SEP-2106).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_schema: Option<JsonObject>,
    /// Hints on its behaviour. Since 2025-03-26.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<ToolAnnotations>,
    /// Metadata. Since 2025-06-18.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl Tool {
    /// A tool of this name whose arguments match this schema.
    pub fn new(name: impl Into<String>, input_schema: JsonObject) -> Self {
        Self {
            name: name.into(),
            input_schema,
            ..Self::default()
        }
    }

    /// The name to show: the title, else the title in the annotations, else the name.
    pub fn display_name(&self) -> &str {
        let annotated = || self.annotations.as_ref().and_then(|hints| hints.title.as_deref());
        self.title.as_deref().or_else(annotated).unwrap_or(&self.name)
    }
}

setters!(Tool {
    text with_title title: String,
    text with_description description: String,
    set with_icons icons: Vec<Icon>,
    some with_output_schema output_schema: JsonObject,
    some with_annotations annotations: ToolAnnotations,
    some with_meta meta: Meta,
});

/// Hints on the behaviour of a tool, which a client must not trust blindly. Since 2025-03-26.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ToolAnnotations {
    /// The name to show to people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// It changes nothing; absent = it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only_hint: Option<bool>,
    /// It may destroy something rather than only add; absent = it may. Only for tools that are
    /// not read-only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destructive_hint: Option<bool>,
    /// Calling it again with the same arguments changes nothing more; absent = it may. Only for
    /// tools that are not read-only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotent_hint: Option<bool>,
    /// It deals with an open world, such as the web; absent = it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_world_hint: Option<bool>,
}

impl ToolAnnotations {
    /// No hint.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(ToolAnnotations {
    text with_title title: String,
    some with_read_only_hint read_only_hint: bool,
    some with_destructive_hint destructive_hint: bool,
    some with_idempotent_hint idempotent_hint: bool,
    some with_open_world_hint open_world_hint: bool,
});

/// Parameters of `tools/call`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CallToolParams {
    /// The tool.
    pub name: String,
    /// Its arguments; absent = none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<JsonObject>,
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

impl CallToolParams {
    /// A call without arguments.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }
}

setters!(CallToolParams {
    some with_arguments arguments: JsonObject,
    some with_input_responses input_responses: InputResponses,
    text with_request_state request_state: String,
    some with_meta meta: Meta,
});

/// Result of `tools/call`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CallToolResult {
    /// `complete`, which is also what an absent one means. Since 2026-07-28 (SEP-2322).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_type: Option<String>,
    /// What the model is to read.
    #[serde(default, deserialize_with = "wire::nullable")]
    pub content: Vec<Content>,
    /// What programs are to read; `null` is a value and not the same as none. Since 2025-06-18;
    /// an object until 2025-11-25, any value since 2026-07-28 (SEP-2106).
    #[serde(default, deserialize_with = "wire::present", skip_serializing_if = "Option::is_none")]
    pub structured_content: Option<Value>,
    /// The call failed, and the content says how.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "wire::is_false")]
    pub is_error: bool,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl CallToolResult {
    /// A result of these blocks.
    pub fn new(content: Vec<Content>) -> Self {
        Self {
            content,
            ..Self::default()
        }
    }

    /// A result of one text.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self::new(vec![Content::text(text)])
    }

    /// A failure that this text explains to the model.
    pub fn error(text: impl Into<String>) -> Self {
        Self {
            is_error: true,
            ..Self::from_text(text)
        }
    }

    /// A result for programs, and its JSON as text for models and for clients before 2025-06-18.
    pub fn structured(value: Value) -> Self {
        let text = value.to_string();
        Self {
            structured_content: Some(value),
            ..Self::from_text(text)
        }
    }

    /// The text blocks, joined by line breaks.
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self.content.iter().filter_map(Content::as_text).collect();
        texts.join("\n")
    }
}

setters!(CallToolResult {
    text with_result_type result_type: String,
    set with_content content: Vec<Content>,
    some with_structured_content structured_content: Value,
    set with_is_error is_error: bool,
    some with_meta meta: Meta,
});
