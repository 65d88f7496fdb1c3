//! What a request is answered with, as layers see it.

use crate::jsonrpc::{McpError, result_of, to_vec};
use crate::revision::{Method, cacheable};
use crate::server::reply::{Output, Reply, ToolReply};
use crate::types::CallToolResult;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// The `result` of a request: from [`Next`](crate::Next), or a layer's own.
///
/// It is what the client will get, in the dialect of its revision. What 2026-07-28 wants beside in every result
/// (`resultType`, the server's identity, how long it may be kept) is added to one of a layer's own.
#[derive(Clone, Default)]
pub struct Answer {
    /// The result as it came: what no layer changes is sent byte for byte.
    text: Option<Box<RawValue>>,
    /// The same read, once a layer has asked.
    came: OnceLock<Map<String, Value>>,
    changed: Option<Map<String, Value>>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("is_error", &self.is_error())
            .finish_non_exhaustive()
    }
}

impl From<Map<String, Value>> for Answer {
    fn from(result: Map<String, Value>) -> Self {
        Answer {
            changed: Some(result),
            ..Answer::default()
        }
    }
}

impl From<CallToolResult> for Answer {
    fn from(result: CallToolResult) -> Self {
        match serde_json::to_value(result) {
            Ok(Value::Object(result)) => Answer::from(result),
            _ => Answer::default(),
        }
    }
}

impl Answer {
    /// A tool that failed, with words for the model: what a layer refuses a call of a tool with that the model should
    /// know of.
    pub fn tool_error(text: impl Into<String>) -> Self {
        CallToolResult::error(text).into()
    }

    /// The result.
    pub fn result(&self) -> &Map<String, Value> {
        match &self.changed {
            Some(changed) => changed,
            None => self.came.get_or_init(|| read(self.text.as_deref())),
        }
    }

    /// The result, to be changed.
    pub fn result_mut(&mut self) -> &mut Map<String, Value> {
        let Answer { text, came, changed } = self;
        changed.get_or_insert_with(|| came.take().unwrap_or_else(|| read(text.as_deref())))
    }

    /// It is the result of a tool that failed: `isError` is set.
    pub fn is_error(&self) -> bool {
        self.result().get("isError") == Some(&Value::Bool(true))
    }

    /// Keeps only some entries of a list: `answer.retain("tools", |tool| tool["name"] != "reset")`. What is kept is sent
    /// as it was. A member that is no list is left alone.
    pub fn retain(&mut self, list: &str, mut keep: impl FnMut(&Value) -> bool) {
        if let Some(changed) = &mut self.changed {
            if let Some(Value::Array(entries)) = changed.get_mut(list) {
                entries.retain(keep);
            }
        } else if let Some(filtered) = self
            .text
            .as_deref()
            .and_then(|text| filtered(text.get(), list, &mut keep))
        {
            *self = Answer::came(filtered);
        }
    }

    fn came(text: Box<RawValue>) -> Self {
        Answer {
            text: Some(text),
            ..Answer::default()
        }
    }

    /// Reads what was written for the client.
    ///
    /// # Errors
    /// The error that was written.
    pub(super) fn read(out: &[u8]) -> Result<Self, McpError> {
        Ok(Answer::came(result_of(out)?.to_owned()))
    }

    /// Writes the response.
    pub(super) fn write(self, method: Method, reply: &mut Reply<'_>) {
        if let (Some(text), None) = (&self.text, &self.changed) {
            return reply.result(text.get());
        }
        let mut result = self.changed.unwrap_or_default();
        // Older revisions have fewer kinds of content.
        if method == Method::ToolsCall
            && !reply.revision.is_modern()
            && let Ok(result) = serde_json::from_value::<CallToolResult>(Value::Object(result.clone()))
        {
            let mut reply = ToolReply {
                reply,
                tool: "",
                output: Output::default(),
            };
            return reply.result(&result);
        }
        if reply.revision.is_modern() {
            complete(&mut result, method, reply);
        }
        let text = String::from_utf8(to_vec(&result)).unwrap_or_else(|_| "{}".into());
        reply.result(&text);
    }
}

fn read(text: Option<&RawValue>) -> Map<String, Value> {
    let result = text.and_then(|text| serde_json::from_str(text.get()).ok());
    result.unwrap_or_default()
}

/// Adds what every result of 2026-07-28 has.
fn complete(result: &mut Map<String, Value>, method: Method, reply: &Reply<'_>) {
    result.entry("resultType").or_insert_with(|| "complete".into());
    let meta = result.entry("_meta").or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(meta) = meta {
        for (key, value) in &reply.shared.stamp_meta {
            meta.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    if cacheable(method, reply.revision) {
        // Nobody said that it may be kept.
        result.entry("ttlMs").or_insert_with(|| 0.into());
        result.entry("cacheScope").or_insert_with(|| "private".into());
    }
}

/// The same object with fewer entries in one of its lists; `None` if it has no such list.
fn filtered(text: &str, list: &str, keep: &mut impl FnMut(&Value) -> bool) -> Option<Box<RawValue>> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    let old = members.get(list)?.get();
    let entries: Vec<&RawValue> = serde_json::from_str(old).ok()?;
    // Borrowed from the text, so its place there is known.
    let from = (old.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let (before, after) = (text.get(..from)?, text.get(from + old.len()..)?);
    let mut new = String::with_capacity(text.len());
    new.push_str(before);
    new.push('[');
    let mut first = true;
    for entry in entries {
        let value = serde_json::from_str(entry.get()).unwrap_or_default();
        if keep(&value) {
            if !first {
                new.push(',');
            }
            first = false;
            new.push_str(entry.get());
        }
    }
    new.push(']');
    new.push_str(after);
    RawValue::from_string(new).ok()
}
