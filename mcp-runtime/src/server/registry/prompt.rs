//! Prompts.

use super::Named;
use super::tool::{IntoIcons, object};
use crate::BuildError;
use crate::server::calls::PromptCall;
use crate::server::step::Step;
use crate::server::text::{DeclaredTextParameter, DeclaredTexts};
use crate::types::{Icon, Meta};
use serde_json::Value;
use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

/// Calls what renders a prompt.
pub type PromptFn = dyn for<'a, 'r> Fn(PromptCall<'a, 'r>) -> Step + Send + Sync;

/// What a prompt says of itself.
#[derive(Clone, Debug, Default)]
pub struct PromptDef {
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<Arc<str>>,
    pub(crate) icons: Vec<Icon>,
    pub(crate) meta: Option<Meta>,
}

impl PromptDef {
    /// A prompt of this name.
    pub fn new(name: &str) -> Self {
        PromptDef {
            name: name.to_owned(),
            ..PromptDef::default()
        }
    }

    /// A name for people.
    #[must_use]
    pub fn title(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self
    }

    /// What it asks for.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Its icons.
    #[must_use]
    pub fn icons(mut self, icons: impl IntoIcons) -> Self {
        self.icons = icons.into_icons();
        self
    }

    /// A member of `_meta`.
    #[must_use]
    pub fn meta(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.meta.get_or_insert_default().insert(key.to_owned(), value.into());
        self
    }

    /// `_meta`, an object.
    #[must_use]
    pub fn metas(mut self, meta: Value) -> Self {
        self.meta = object(meta);
        self
    }
}

/// A prompt that is served.
pub(crate) struct PromptEntry {
    pub(crate) name: Arc<str>,
    pub(crate) def: PromptDef,
    pub(crate) arguments: Vec<DeclaredTextParameter>,
    /// Arguments that resolvers find: what is sent for them is dropped.
    pub(crate) resolved: &'static [&'static str],
    pub(crate) needs: Vec<(TypeId, &'static str)>,
    pub(crate) call: Arc<PromptFn>,
}

impl fmt::Debug for PromptEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PromptEntry")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Named for PromptEntry {
    fn key(&self) -> &Arc<str> {
        &self.name
    }
}

impl PromptEntry {
    pub(crate) fn new(def: PromptDef, declared: DeclaredTexts, call: Arc<PromptFn>) -> Result<Self, BuildError> {
        if let Some(fault) = declared.faults.first() {
            return Err(BuildError::Invalid(format!("prompt `{}`: {fault}", def.name)));
        }
        Ok(PromptEntry {
            name: def.name.as_str().into(),
            def,
            arguments: declared.parameters,
            resolved: declared.resolved,
            needs: declared.needs,
            call,
        })
    }

    /// The same prompt under another name.
    pub(crate) fn renamed(&self, name: String) -> PromptEntry {
        PromptEntry {
            name: name.as_str().into(),
            def: PromptDef {
                name,
                ..self.def.clone()
            },
            arguments: self.arguments.clone(),
            resolved: self.resolved,
            needs: self.needs.clone(),
            call: self.call.clone(),
        }
    }
}
