//! What is remembered from round to round: which questions were asked, what was answered, and what is carried.

use crate::server::request_state::digest::digest;
use crate::types::InputResponses;
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
    pub(super) carried: BTreeMap<String, Carried>,
}

/// An answer, and which question it is to.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Recorded {
    pub(super) question: String,
    pub(super) answer: Value,
}

/// A value, and the answers that it was found with.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Carried {
    pub(super) value: Value,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) basis: String,
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

    /// Takes in what has been answered of what was asked. Nothing is open after that.
    pub(super) fn hear(&mut self, responses: &InputResponses) {
        for (name, question) in std::mem::take(&mut self.asked) {
            if let Some(answer) = responses.get(&name) {
                let answer = answer.clone();
                self.answers.insert(name, Recorded { question, answer });
            }
        }
    }

    /// What the answers to these resolvers were, in one text.
    pub(super) fn basis(&self, names: &[&'static str]) -> String {
        let answers = names.iter().filter_map(|name| self.answers.get(*name));
        let parts: Vec<String> = answers
            .flat_map(|recorded| [recorded.question.clone(), recorded.answer.to_string()])
            .collect();
        if parts.is_empty() {
            return String::new();
        }
        digest(&parts.iter().map(String::as_str).collect::<Vec<_>>())
    }

    pub(super) fn write(&self) -> String {
        // Text and JSON values under text keys: there is nothing that could fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}
