//! Completion of the arguments of prompts and resource templates.
//!
//! Specification: `server/utilities/completion`.

use super::Meta;
use super::wire::{self, Tagged};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// The most values one [`Completion`] may hold.
pub const MAX_COMPLETION_VALUES: usize = 100;

/// What an argument to complete belongs to, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type")]
#[non_exhaustive]
pub enum CompletionReference {
    /// A prompt.
    #[serde(rename = "ref/prompt")]
    Prompt(PromptReference),
    /// A resource template.
    #[serde(rename = "ref/resource")]
    Resource(ResourceTemplateReference),
}

impl CompletionReference {
    /// The prompt of this name.
    pub fn prompt(name: impl Into<String>) -> Self {
        Self::Prompt(PromptReference::new(name))
    }

    /// The resource template of this text.
    pub fn resource(uri: impl Into<String>) -> Self {
        Self::Resource(ResourceTemplateReference::new(uri))
    }
}

/// The values of `type` in [`CompletionReference`].
#[derive(Deserialize)]
pub(super) enum ReferenceKind {
    #[serde(rename = "ref/prompt")]
    Prompt,
    #[serde(rename = "ref/resource")]
    Resource,
}

impl<'de> Tagged<'de> for CompletionReference {
    type Kind = ReferenceKind;
    const TAG: &'static str = "type";
    const EXPECTING: &'static str = "a reference to a prompt or resource template";

    fn read<D: Deserializer<'de>>(kind: ReferenceKind, rest: D) -> Result<Self, D::Error> {
        match kind {
            ReferenceKind::Prompt => PromptReference::deserialize(rest).map(Self::Prompt),
            ReferenceKind::Resource => ResourceTemplateReference::deserialize(rest).map(Self::Resource),
        }
    }
}

impl<'de> Deserialize<'de> for CompletionReference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::tagged(deserializer)
    }
}

/// A reference to a prompt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PromptReference {
    /// Its name.
    pub name: String,
    /// The name to show to people. Since 2025-06-18.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl PromptReference {
    /// The prompt of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            title: None,
        }
    }
}

setters!(PromptReference {
    text with_title title: String,
});

/// A reference to a resource template.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ResourceTemplateReference {
    /// The template, or the URI of a resource.
    pub uri: String,
}

impl ResourceTemplateReference {
    /// The resource template of this text.
    pub fn new(uri: impl Into<String>) -> Self {
        Self { uri: uri.into() }
    }
}

/// The argument to complete.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CompletionArgument {
    /// Its name.
    pub name: String,
    /// What has been typed of it.
    pub value: String,
}

impl CompletionArgument {
    /// The argument of this name, of which this much is typed.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

/// What is known already. Since 2025-06-18.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CompletionContext {
    /// The arguments chosen before.
    #[serde(
        default,
        deserialize_with = "wire::nullable",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub arguments: BTreeMap<String, String>,
}

impl CompletionContext {
    /// These arguments are chosen.
    pub fn new(arguments: BTreeMap<String, String>) -> Self {
        Self { arguments }
    }
}

/// Parameters of `completion/complete`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CompleteParams {
    /// What the argument belongs to.
    #[serde(rename = "ref")]
    pub reference: CompletionReference,
    /// The argument.
    pub argument: CompletionArgument,
    /// What is known already. Since 2025-06-18.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<CompletionContext>,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl CompleteParams {
    /// A wish to complete this argument.
    pub fn new(reference: CompletionReference, argument: CompletionArgument) -> Self {
        Self {
            reference,
            argument,
            context: None,
            meta: None,
        }
    }

    /// The value chosen for another argument before, if any.
    pub fn chosen(&self, argument: &str) -> Option<&str> {
        self.context.as_ref()?.arguments.get(argument).map(String::as_str)
    }
}

setters!(CompleteParams {
    some with_context context: CompletionContext,
    some with_meta meta: Meta,
});

/// The values an argument may have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Completion {
    /// The values, best first, at most [`MAX_COMPLETION_VALUES`].
    pub values: Vec<String>,
    /// How many there are, if known, these among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// There are more; absent = unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
}

impl Completion {
    /// The first [`MAX_COMPLETION_VALUES`] of these. If some are left over, `has_more` is set, and
    /// `total` too where the iterator knows its length.
    pub fn new<I>(values: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let mut values = values.into_iter();
        let known = match values.size_hint() {
            (least, Some(most)) if least == most => u64::try_from(least).ok(),
            _ => None,
        };
        let kept = values.by_ref().take(MAX_COMPLETION_VALUES).map(Into::into).collect();
        let more = values.next().is_some();
        Self {
            values: kept,
            total: known.filter(|_| more),
            has_more: more.then_some(true),
        }
    }
}

setters!(Completion {
    some with_total total: u64,
    some with_has_more has_more: bool,
});

impl From<Vec<String>> for Completion {
    fn from(values: Vec<String>) -> Self {
        Self::new(values)
    }
}

/// Result of `completion/complete`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CompleteResult {
    /// `complete`, which is also what an absent one means. Since 2026-07-28 (SEP-2322).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_type: Option<String>,
    /// The values.
    pub completion: Completion,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl CompleteResult {
    /// A result of these values.
    pub fn new(completion: impl Into<Completion>) -> Self {
        Self {
            completion: completion.into(),
            ..Self::default()
        }
    }
}

setters!(CompleteResult {
    text with_result_type result_type: String,
    some with_meta meta: Meta,
});
