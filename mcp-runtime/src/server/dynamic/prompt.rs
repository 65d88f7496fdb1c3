//! Prompts.

use super::completion;
use crate::server::calls::PromptCall;
use crate::server::context::Context;
use crate::server::error::{BuildError, Error};
use crate::server::registry::{
    Completing, CompletionFn, Completions, IntoIcons, PromptDef, PromptEntry, PromptFn, Registry, Target,
};
use crate::server::respond::{IntoMessages, Returned};
use crate::server::text::DeclaredTextParameter;
use crate::types::PromptArgument;
use serde_json::Value;
use std::sync::Arc;

/// A prompt made at run time.
pub struct Prompt {
    def: PromptDef,
    arguments: Vec<DeclaredTextParameter>,
    call: Arc<PromptFn>,
    completions: Vec<(Box<str>, Arc<CompletionFn>)>,
}

impl std::fmt::Debug for Prompt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prompt")
            .field("name", &self.def.name)
            .finish_non_exhaustive()
    }
}

impl Prompt {
    /// A prompt of this name. The function gets the arguments, all of them text.
    pub fn new<F, Fut, T>(name: impl Into<String>, render: F) -> Self
    where
        F: Fn(std::collections::BTreeMap<String, String>, Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, Error>> + Send + 'static,
        T: IntoMessages + Send + 'static,
    {
        let ask = Returned::<Result<T, Error>>::ASK;
        let returns = ask.join(ask.ok().messages(), ask.err().how());
        let call = move |call: PromptCall<'_, '_>| {
            let future = render(call.arguments.0.clone(), call.request.context().clone());
            call.run(&returns, future)
        };
        Prompt {
            def: PromptDef::new(&name.into()),
            arguments: Vec::new(),
            call: Arc::new(call),
            completions: Vec::new(),
        }
    }

    /// A name for people.
    #[must_use]
    pub fn title(mut self, title: &str) -> Self {
        self.def = self.def.title(title);
        self
    }

    /// What it asks for.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        self.def = self.def.description(description);
        self
    }

    /// Its icons.
    #[must_use]
    pub fn icons(mut self, icons: impl IntoIcons) -> Self {
        self.def = self.def.icons(icons);
        self
    }

    /// A member of `_meta`.
    #[must_use]
    pub fn meta(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.def = self.def.meta(key, value);
        self
    }

    /// An argument, and whether it must be sent.
    #[must_use]
    pub fn argument(self, name: impl Into<String>, description: &str, required: bool) -> Self {
        let mut argument = PromptArgument::new(name);
        argument.description = Some(description.to_owned());
        argument.required = required;
        self.arguments([argument])
    }

    /// Arguments with all that is said of them, as another server lists them.
    #[must_use]
    pub fn arguments(mut self, arguments: impl IntoIterator<Item = PromptArgument>) -> Self {
        let arguments = arguments.into_iter().map(|argument| DeclaredTextParameter {
            name: argument.name.into(),
            title: argument.title,
            description: argument.description,
            required: argument.required,
        });
        self.arguments.extend(arguments);
        self
    }

    /// Completes an argument: the function gets what was typed so far, and what else is known.
    #[must_use]
    pub fn complete<F, Fut>(mut self, argument: &str, values: F) -> Self
    where
        F: Fn(String, Completing) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: Completions> + Send + 'static,
    {
        self.completions.push((argument.into(), completion(values)));
        self
    }

    pub(crate) fn add_to(self, registry: &mut Registry) -> Result<(), BuildError> {
        let required = self.arguments.iter().filter(|argument| argument.required);
        let required: Vec<_> = required.map(|argument| argument.name.clone()).collect();
        let inner = self.call;
        let call: Arc<PromptFn> = Arc::new(move |call: PromptCall<'_, '_>| {
            let mut texts = call.texts();
            let sent = &call.arguments.0;
            let missing = required.iter().filter(|name| !sent.contains_key(&***name));
            texts.missing = missing.cloned().collect();
            if texts.missing.is_empty() {
                inner(call)
            } else {
                call.refuse(texts)
            }
        });
        let target = Target::Prompt(self.def.name.as_str().into());
        registry.add_prompt(Arc::new(PromptEntry {
            name: self.def.name.as_str().into(),
            def: self.def,
            arguments: self.arguments,
            resolved: &[],
            needs: Vec::new(),
            call,
        }))?;
        registry.complete_item(&target, self.completions);
        Ok(())
    }
}
