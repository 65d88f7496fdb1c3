//! The content of sampling messages. Sampling is deprecated since 2026-07-28 (SEP-2577).
//!
//! Specification: `client/sampling`.

use super::wire::{self, Tagged};
use super::{AudioContent, Content, ImageContent, JsonObject, Meta, TextContent};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// A block of content to or from a model, told apart by its `type`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum SamplingContent {
    /// Text.
    Text(TextContent),
    /// A picture.
    Image(ImageContent),
    /// A sound. Since 2025-03-26.
    Audio(AudioContent),
    /// The model calls a tool. Since 2025-11-25 (SEP-1577).
    ToolUse(ToolUseContent),
    /// What the tool answered. Since 2025-11-25 (SEP-1577).
    ToolResult(ToolResultContent),
}

impl SamplingContent {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(TextContent::new(text))
    }

    /// The id of the call of a tool that this is.
    pub(super) fn own_use(&self) -> Option<&str> {
        match self {
            Self::ToolUse(call) => Some(&call.id),
            _ => None,
        }
    }

    /// The id of the call that this is the result of.
    pub(super) fn answered_use(&self) -> Option<&str> {
        match self {
            Self::ToolResult(result) => Some(&result.tool_use_id),
            _ => None,
        }
    }

    /// The text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(block) => Some(&block.text),
            _ => None,
        }
    }
}

/// The values of `type` in [`SamplingContent`].
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SamplingKind {
    Text,
    Image,
    Audio,
    ToolUse,
    ToolResult,
}

impl<'de> Tagged<'de> for SamplingContent {
    type Kind = SamplingKind;
    const TAG: &'static str = "type";
    const EXPECTING: &'static str = "a content block of a sampling message";

    fn read<D: Deserializer<'de>>(kind: SamplingKind, rest: D) -> Result<Self, D::Error> {
        match kind {
            SamplingKind::Text => TextContent::deserialize(rest).map(Self::Text),
            SamplingKind::Image => ImageContent::deserialize(rest).map(Self::Image),
            SamplingKind::Audio => AudioContent::deserialize(rest).map(Self::Audio),
            SamplingKind::ToolUse => ToolUseContent::deserialize(rest).map(Self::ToolUse),
            SamplingKind::ToolResult => ToolResultContent::deserialize(rest).map(Self::ToolResult),
        }
    }
}

impl<'de> Deserialize<'de> for SamplingContent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::tagged(deserializer)
    }
}

macro_rules! sampling_from {
    ($($from:ty => $variant:ident),*) => {
        $(impl From<$from> for SamplingContent {
            fn from(block: $from) -> Self {
                Self::$variant(block)
            }
        })*
    };
}

sampling_from!(TextContent => Text, ImageContent => Image, AudioContent => Audio,
    ToolUseContent => ToolUse, ToolResultContent => ToolResult);

impl From<&str> for SamplingContent {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for SamplingContent {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// The model calls a tool. Since 2025-11-25 (SEP-1577).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ToolUseContent {
    /// What ties the answer to the call.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its arguments.
    pub input: JsonObject,
    /// Metadata, to be sent back unchanged.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl ToolUseContent {
    /// A call of this tool.
    pub fn new(id: impl Into<String>, name: impl Into<String>, input: JsonObject) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            input,
            meta: None,
        }
    }
}

setters!(ToolUseContent {
    some with_meta meta: Meta,
});

/// What a tool answered to the model. Since 2025-11-25 (SEP-1577).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ToolResultContent {
    /// The id of the [`ToolUseContent`].
    pub tool_use_id: String,
    /// What the model is to read.
    #[serde(default, deserialize_with = "wire::nullable")]
    pub content: Vec<Content>,
    /// What programs are to read; `null` is a value and not the same as none.
    #[serde(default, deserialize_with = "wire::present", skip_serializing_if = "Option::is_none")]
    pub structured_content: Option<Value>,
    /// The call failed.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "wire::is_false")]
    pub is_error: bool,
    /// Metadata, to be sent back unchanged.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl ToolResultContent {
    /// The answer to this call.
    pub fn new(tool_use_id: impl Into<String>, content: Vec<Content>) -> Self {
        Self {
            tool_use_id: tool_use_id.into(),
            content,
            ..Self::default()
        }
    }
}

setters!(ToolResultContent {
    some with_structured_content structured_content: Value,
    set with_is_error is_error: bool,
    some with_meta meta: Meta,
});
