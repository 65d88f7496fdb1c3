//! Completions of prompt arguments and URI variables.

use crate::server::context::Context;
use crate::server::error::Error;
use crate::types::Completion;
use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// What is known while a value is being completed.
#[derive(Clone, Debug)]
pub struct Completing {
    pub(crate) context: Context,
    pub(crate) arguments: BTreeMap<String, String>,
}

impl Completing {
    /// An argument that has been filled in already.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.arguments.get(name).map(String::as_str)
    }

    /// The request.
    pub fn context(&self) -> &Context {
        &self.context
    }
}

type Completed = Pin<Box<dyn Future<Output = Result<Completion, Error>> + Send>>;

/// Completes a value: what was typed so far, and what else is known.
pub type CompletionFn = dyn Fn(String, Completing) -> Completed + Send + Sync;

/// What a completion function may return.
#[diagnostic::on_unimplemented(
    message = "a completion cannot return `{Self}` [MCP095]",
    label = "no list of values",
    note = "return `Vec<String>`, `Vec<&'static str>`, `Completion`, or a `Result` of one"
)]
pub trait Completions {
    /// The values.
    fn into_completion(self) -> Result<Completion, Error>;
}

impl Completions for Completion {
    fn into_completion(self) -> Result<Completion, Error> {
        Ok(self)
    }
}

impl<S: Into<String>> Completions for Vec<S> {
    fn into_completion(self) -> Result<Completion, Error> {
        Ok(Completion::new(self))
    }
}

impl<T: Completions, E: Into<Error>> Completions for Result<T, E> {
    fn into_completion(self) -> Result<Completion, Error> {
        self.map_err(Into::into)?.into_completion()
    }
}

/// What is completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Prompt(Arc<str>),
    Resource(Arc<str>),
}

/// A completion that is served.
#[derive(Clone)]
pub(crate) struct Completer {
    pub(crate) target: Target,
    pub(crate) argument: Box<str>,
    pub(crate) complete: Arc<CompletionFn>,
    /// It was made at run time with what it completes, and goes with that.
    pub(crate) of_item: bool,
}

impl fmt::Debug for Completer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completer")
            .field("target", &self.target)
            .field("argument", &self.argument)
            .finish_non_exhaustive()
    }
}

impl Completer {
    /// The same for a prompt that was given another name.
    pub(crate) fn prefixed(&self, prefix: &str) -> Completer {
        let target = match &self.target {
            Target::Prompt(name) => Target::Prompt(format!("{prefix}_{name}").into()),
            Target::Resource(uri) => Target::Resource(uri.clone()),
        };
        Completer { target, ..self.clone() }
    }

    /// The values of an enum complete themselves: those that start with what was typed.
    pub(crate) fn of_values(target: Target, argument: &str, values: Vec<String>) -> Self {
        let values: Arc<[String]> = values.into();
        Completer {
            target,
            argument: argument.into(),
            complete: Arc::new(move |typed, _| {
                let typed = typed.to_lowercase();
                let found: Vec<String> = values
                    .iter()
                    .filter(|value| value.to_lowercase().starts_with(&typed))
                    .cloned()
                    .collect();
                Box::pin(async move { Ok(Completion::new(found)) })
            }),
            of_item: false,
        }
    }
}
