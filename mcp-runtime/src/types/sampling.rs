//! Sampling: asking the model at the client. Deprecated since 2026-07-28 (SEP-2577).
//!
//! Specification: `client/sampling`.

use super::{JsonObject, Meta, Role, SamplingContent, Tool, wire};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeSet;

/// Writes one block as itself, as every revision understands, and others as an array.
fn write_blocks<S: Serializer>(blocks: &[SamplingContent], serializer: S) -> Result<S::Ok, S::Error> {
    match blocks {
        [block] => block.serialize(serializer),
        blocks => blocks.serialize(serializer),
    }
}

/// Reads one block or an array of them.
fn read_blocks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<SamplingContent>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    if value.is_array() {
        Vec::deserialize(value)
    } else {
        SamplingContent::deserialize(value).map(|block| vec![block])
    }
    .map_err(serde::de::Error::custom)
}

/// A message to or from a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SamplingMessage {
    /// Who says it.
    pub role: Role,
    /// What is said: one block, or since 2025-11-25 several.
    #[serde(serialize_with = "write_blocks", deserialize_with = "read_blocks")]
    pub content: Vec<SamplingContent>,
    /// Metadata. Since 2025-11-25.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl SamplingMessage {
    /// A message from this role.
    pub fn new(role: Role, content: Vec<SamplingContent>) -> Self {
        Self {
            role,
            content,
            meta: None,
        }
    }

    /// A message from the person.
    pub fn user(content: impl Into<SamplingContent>) -> Self {
        Self::new(Role::User, vec![content.into()])
    }

    /// A message from the model.
    pub fn assistant(content: impl Into<SamplingContent>) -> Self {
        Self::new(Role::Assistant, vec![content.into()])
    }
}

setters!(SamplingMessage {
    some with_meta meta: Meta,
});

/// Parameters of `sampling/createMessage`: a request from server to client until 2025-11-25, an
/// [`InputRequest`](super::InputRequest) since 2026-07-28.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreateMessageParams {
    /// The conversation so far.
    pub messages: Vec<SamplingMessage>,
    /// What kind of model is wished for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_preferences: Option<ModelPreferences>,
    /// The system prompt wished for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_prompt: Option<String>,
    /// What context of the client to add.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_context: Option<IncludeContext>,
    /// How much chance to allow.
    #[serde(
        default,
        serialize_with = "wire::opt_number",
        skip_serializing_if = "Option::is_none"
    )]
    pub temperature: Option<f64>,
    /// The most tokens to sample.
    pub max_tokens: u64,
    /// Texts at which to stop.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "Vec::is_empty")]
    pub stop_sequences: Vec<String>,
    /// Settings for the provider of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<JsonObject>,
    /// Tools the model may call. Since 2025-11-25 (SEP-1577).
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Tool>,
    /// Whether it may or must call one. Since 2025-11-25 (SEP-1577).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_choice: Option<ToolChoice>,
    /// Metadata. Until 2025-11-25.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl CreateMessageParams {
    /// A wish to go on with this conversation for at most this many tokens.
    pub fn new(messages: Vec<SamplingMessage>, max_tokens: u64) -> Self {
        Self {
            messages,
            max_tokens,
            ..Self::default()
        }
    }

    /// Whether it gives the model tools, for which a client has a capability of its own.
    pub fn uses_tools(&self) -> bool {
        !self.tools.is_empty() || self.tool_choice.is_some()
    }

    /// Checks that what tools answered fits what the model called (SEP-1577).
    ///
    /// # Errors
    /// Says what does not fit.
    pub fn check(&self) -> Result<(), &'static str> {
        let Some((last, before)) = self.messages.split_last() else {
            return Ok(());
        };
        let results: BTreeSet<&str> = last.content.iter().filter_map(SamplingContent::answered_use).collect();
        let uses = |message: &SamplingMessage| -> BTreeSet<String> {
            let ids = message.content.iter().filter_map(SamplingContent::own_use);
            ids.map(str::to_owned).collect()
        };
        let previous = before.last().map(uses);
        if !results.is_empty() {
            if last.content.iter().any(|block| block.answered_use().is_none()) {
                return Err("The last message must contain only tool_result content if any is present");
            }
            match &previous {
                None => return Err("tool_result requires a previous message containing tool_use"),
                Some(uses) if uses.is_empty() => {
                    return Err("tool_result blocks do not match any tool_use in the previous message");
                }
                Some(_) => {}
            }
        }
        match previous {
            Some(uses) if !uses.is_empty() && !uses.iter().map(String::as_str).eq(results) => {
                Err("ids of tool_result blocks and tool_use blocks from previous message do not match")
            }
            _ => Ok(()),
        }
    }
}

setters!(CreateMessageParams {
    some with_model_preferences model_preferences: ModelPreferences,
    text with_system_prompt system_prompt: String,
    some with_include_context include_context: IncludeContext,
    some with_temperature temperature: f64,
    set with_stop_sequences stop_sequences: Vec<String>,
    some with_metadata metadata: JsonObject,
    set with_tools tools: Vec<Tool>,
    some with_tool_choice tool_choice: ToolChoice,
    some with_meta meta: Meta,
});

/// What context to add to a sampling request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum IncludeContext {
    /// None.
    None,
    /// That of the asking server. Deprecated since 2025-11-25 (SEP-2596).
    ThisServer,
    /// That of all servers. Deprecated since 2025-11-25 (SEP-2596).
    AllServers,
}

/// What kind of model is wished for; each priority from 0 (not important) to 1 (most important).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ModelPreferences {
    /// Hints, the first match counts.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<ModelHint>,
    /// How important a low price is.
    #[serde(serialize_with = "wire::opt_number", skip_serializing_if = "Option::is_none")]
    pub cost_priority: Option<f64>,
    /// How important speed is.
    #[serde(serialize_with = "wire::opt_number", skip_serializing_if = "Option::is_none")]
    pub speed_priority: Option<f64>,
    /// How important skill is.
    #[serde(serialize_with = "wire::opt_number", skip_serializing_if = "Option::is_none")]
    pub intelligence_priority: Option<f64>,
}

impl ModelPreferences {
    /// Any model.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(ModelPreferences {
    set with_hints hints: Vec<ModelHint>,
    some with_cost_priority cost_priority: f64,
    some with_speed_priority speed_priority: f64,
    some with_intelligence_priority intelligence_priority: f64,
});

/// A hint at a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelHint {
    /// A part of the model's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl ModelHint {
    /// A model with this in its name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
        }
    }
}

/// Whether the model may or must call a tool. Since 2025-11-25 (SEP-1577).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolChoice {
    /// Which of it; absent = [`ToolChoiceMode::Auto`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<ToolChoiceMode>,
}

impl ToolChoice {
    /// This.
    pub fn new(mode: ToolChoiceMode) -> Self {
        Self { mode: Some(mode) }
    }
}

/// Whether the model may or must call a tool. Since 2025-11-25 (SEP-1577).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ToolChoiceMode {
    /// It may.
    Auto,
    /// It must call at least one.
    Required,
    /// It must not.
    None,
}

/// Result of `sampling/createMessage`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreateMessageResult {
    /// Who says it.
    pub role: Role,
    /// What is said: one block, or since 2025-11-25 several.
    #[serde(serialize_with = "write_blocks", deserialize_with = "read_blocks")]
    pub content: Vec<SamplingContent>,
    /// The model that said it.
    pub model: String,
    /// Why it stopped: `endTurn`, `stopSequence`, `maxTokens`, `toolUse` (since 2025-11-25) or
    /// something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_reason: Option<String>,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl CreateMessageResult {
    /// What this model said.
    pub fn new(model: impl Into<String>, content: impl Into<SamplingContent>) -> Self {
        Self {
            role: Role::Assistant,
            content: vec![content.into()],
            model: model.into(),
            stop_reason: None,
            meta: None,
        }
    }

    /// The text blocks, joined by line breaks.
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self.content.iter().filter_map(SamplingContent::as_text).collect();
        texts.join("\n")
    }
}

setters!(CreateMessageResult {
    set with_role role: Role,
    set with_content content: Vec<SamplingContent>,
    text with_stop_reason stop_reason: String,
    some with_meta meta: Meta,
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{ToolResultContent, ToolUseContent};

    #[test]
    fn results_fit_the_calls() {
        let call = |id: &str| SamplingContent::ToolUse(ToolUseContent::new(id, "t", JsonObject::new()));
        let result = |id: &str| SamplingContent::ToolResult(ToolResultContent::new(id, vec![]));
        let text = || SamplingContent::text("words");
        let check = |before: Vec<SamplingContent>, last: Vec<SamplingContent>| {
            let mut messages = vec![SamplingMessage::new(Role::User, last)];
            if !before.is_empty() {
                messages.insert(0, SamplingMessage::new(Role::Assistant, before));
            }
            CreateMessageParams::new(messages, 10).check()
        };
        let unmatched = "ids of tool_result blocks and tool_use blocks from previous message do not match";
        for (before, last, fault) in [
            (vec![], vec![text()], None),
            (vec![text()], vec![text()], None),
            (vec![call("a"), call("b")], vec![result("b"), result("a")], None),
            (
                vec![call("a")],
                vec![result("a"), text()],
                Some("The last message must contain only tool_result content if any is present"),
            ),
            (
                vec![],
                vec![result("a")],
                Some("tool_result requires a previous message containing tool_use"),
            ),
            (
                vec![text()],
                vec![result("a")],
                Some("tool_result blocks do not match any tool_use in the previous message"),
            ),
            (vec![call("a")], vec![result("b")], Some(unmatched)),
            (vec![call("a")], vec![text()], Some(unmatched)),
        ] {
            assert_eq!(check(before, last).err(), fault);
        }
    }
}
