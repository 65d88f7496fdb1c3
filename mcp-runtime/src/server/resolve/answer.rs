//! What is remembered from round to round: which questions were asked, what was answered, and what is carried.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The layout of what is remembered. A state of another is as good as none.
const VERSION: u8 = 1;

/// What a call remembers between its rounds. It travels sealed, with the client.
#[derive(Debug, Serialize, Deserialize)]
pub struct Memory {
    v: u8,
    /// Answers, by the name of the resolver that asked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) answers: BTreeMap<String, Recorded>,
    /// Which questions are open.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) asked: BTreeMap<String, String>,
    /// Values that are carried, by the name of the resolver that found them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) carried: BTreeMap<String, Value>,
}

/// An answer, and which question it is to.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Recorded {
    pub(super) question: String,
    pub(super) answer: Value,
}

impl Default for Memory {
    fn default() -> Self {
        Memory {
            v: VERSION,
            answers: BTreeMap::new(),
            asked: BTreeMap::new(),
            carried: BTreeMap::new(),
        }
    }
}

impl Memory {
    /// What a state says; nothing, where it is none of ours.
    pub(super) fn read(state: Option<&str>) -> Self {
        state
            .and_then(|state| serde_json::from_str(state).ok())
            .filter(|memory: &Memory| memory.v == VERSION)
            .unwrap_or_default()
    }

    pub(super) fn write(&self) -> String {
        // Text and JSON values under text keys: there is nothing that could fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}
