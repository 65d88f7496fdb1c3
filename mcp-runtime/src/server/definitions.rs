//! Where macros and builders put what a server is made of.

use super::argument::Argument;
use super::calls::{PromptCall, ReadCall};
use super::declaration::Declaration;
use super::error::{BuildError, Error, Result};
use super::registry::{
    Completer, Completing, CompletionFn, Completions, PromptDef, PromptEntry, PromptFn, ReadFn, Registry, ResourceDef,
    Resourceful, Target, ToolDef, ToolEntry, ToolFn,
};
use super::request::ToolCall;
use super::respond::RespondWith;
use super::step::Step;
use super::text::DeclaredTexts;
use crate::schema::nearest;
use std::any::TypeId;
use std::sync::Arc;

/// The definitions of a server, under construction. The first fault is kept, and comes out when the server is built.
#[derive(Debug, Default)]
pub struct Definitions {
    pub(crate) registry: Registry,
    pub(crate) fault: Option<BuildError>,
    /// Names outside SEP-986 are taken as they are, as gateways need.
    pub(crate) any_names: bool,
}

/// How one argument is completed: its name, the values of its type, and the function that was named for it.
pub type ArgumentCompletion = (&'static str, Option<Arc<CompletionFn>>);

impl Definitions {
    /// Keeps the first fault.
    pub(crate) fn check(&mut self, outcome: std::result::Result<(), BuildError>) {
        if let Err(fault) = outcome {
            self.fault.get_or_insert(fault);
        }
    }

    /// A tool.
    pub fn tool<T>(&mut self, def: ToolDef, declaration: Declaration, respond: &RespondWith<T>, call: Arc<ToolFn>) {
        let outcome = ToolEntry::typed(def, declaration, respond, call).and_then(|tool| self.add_tool(tool));
        self.check(outcome);
    }

    pub(crate) fn add_tool(&mut self, tool: ToolEntry) -> std::result::Result<(), BuildError> {
        if !self.any_names && !is_tool_name(&tool.name) {
            return Err(BuildError::BadToolName(tool.name.to_string()));
        }
        self.registry.add_tool(Arc::new(tool))
    }

    /// A resource or template.
    pub fn resource(
        &mut self,
        def: ResourceDef,
        declared: DeclaredTexts,
        completions: Vec<ArgumentCompletion>,
        read: Arc<ReadFn>,
    ) {
        let uri: Arc<str> = def.uri.as_str().into();
        self.completions(&Target::Resource(uri), &declared, completions);
        let outcome = Resourceful::new(def, declared, read).and_then(|resource| match resource {
            Resourceful::Fixed(resource) => self.registry.add_resource(Arc::new(resource)),
            Resourceful::Template(template) => self.registry.add_template(Arc::new(template)),
        });
        self.check(outcome);
    }

    /// A prompt.
    pub fn prompt(
        &mut self,
        def: PromptDef,
        declared: DeclaredTexts,
        completions: Vec<ArgumentCompletion>,
        call: Arc<PromptFn>,
    ) {
        let name: Arc<str> = def.name.as_str().into();
        self.completions(&Target::Prompt(name), &declared, completions);
        let outcome =
            PromptEntry::new(def, declared, call).and_then(|prompt| self.registry.add_prompt(Arc::new(prompt)));
        self.check(outcome);
    }

    fn completions(&mut self, target: &Target, declared: &DeclaredTexts, named: Vec<ArgumentCompletion>) {
        for (argument, values) in &declared.values {
            if !named
                .iter()
                .any(|(name, complete)| name == argument && complete.is_some())
            {
                let completer = Completer::of_values(target.clone(), argument, values.clone());
                self.registry.completers.push(Arc::new(completer));
            }
        }
        for (argument, complete) in named {
            if let Some(complete) = complete {
                self.completion(target.clone(), argument, complete);
            }
        }
    }

    fn completion(&mut self, target: Target, argument: &str, complete: Arc<CompletionFn>) {
        let completers = &mut self.registry.completers;
        if completers
            .iter()
            .any(|known| known.target == target && &*known.argument == argument)
        {
            let fault = format!("argument `{argument}` has two completions");
            return self.check(Err(BuildError::Invalid(fault)));
        }
        completers.push(Arc::new(Completer {
            target,
            argument: argument.into(),
            complete,
            of_item: false,
        }));
    }

    /// The completion of a prompt's argument.
    pub fn prompt_completion(&mut self, prompt: &str, argument: &str, complete: Arc<CompletionFn>) {
        self.completion(Target::Prompt(prompt.into()), argument, complete);
    }

    /// The completion of a template's variable.
    pub fn resource_completion(&mut self, template: &str, variable: &str, complete: Arc<CompletionFn>) {
        self.completion(Target::Resource(template.into()), variable, complete);
    }

    /// A completion whose target is not there, and nearly is: one of a name that is like no other may be for a prompt or
    /// resource that is added later. Or one whose target has no such argument.
    pub(crate) fn lost_completion(&self) -> Option<BuildError> {
        let registry = &self.registry;
        registry.completers.iter().find_map(|completer| {
            let (word, name, known): (_, _, Vec<&str>) = match &completer.target {
                Target::Prompt(name) => {
                    let prompts = registry.prompts.iter().map(|prompt| &*prompt.name);
                    ("prompt", name, prompts.collect())
                }
                Target::Resource(name) => {
                    let templates = registry.templates.iter().map(|template| template.def.uri.as_str());
                    let fixed = registry.resources.iter().map(|resource| resource.def.uri.as_str());
                    ("resource", name, templates.chain(fixed).collect())
                }
            };
            if known.contains(&&**name) {
                let arguments = self.arguments_of(&completer.target);
                if arguments.contains(&&*completer.argument) {
                    return None;
                }
                let near = nearest(&completer.argument, &arguments);
                let near = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
                let fault = format!(
                    "a completion is of argument `{}` of {word} `{name}`, which has none of that name{near}",
                    completer.argument
                );
                return Some(BuildError::Invalid(fault));
            }
            let near = nearest(name, &known)?;
            let fault = format!("a completion is of {word} `{name}`, which is not there: did you mean `{near}`?");
            Some(BuildError::Invalid(fault))
        })
    }

    /// What a client sends for a prompt or resource that is there.
    fn arguments_of(&self, target: &Target) -> Vec<&str> {
        let registry = &self.registry;
        match target {
            Target::Prompt(name) => {
                let prompts = registry.prompts.iter().filter(|prompt| prompt.name == *name);
                let arguments = prompts.flat_map(|prompt| &prompt.arguments);
                arguments.map(|argument| &*argument.name).collect()
            }
            Target::Resource(uri) => {
                let templates = registry.templates.iter();
                let templates = templates.filter(|template| *template.def.uri == **uri);
                templates
                    .flat_map(|template| template.template.variable_names())
                    .collect()
            }
        }
    }

    /// The states that are needed and not among `given`.
    pub(crate) fn missing_state(&self, given: impl Fn(TypeId) -> bool) -> Option<BuildError> {
        let registry = &self.registry;
        let tools = registry.tools.iter().map(|tool| (tool.name.to_string(), &tool.needs));
        let prompts = registry
            .prompts
            .iter()
            .map(|prompt| (prompt.name.to_string(), &prompt.needs));
        let resources = registry
            .resources
            .iter()
            .map(|resource| (resource.def.name.clone(), &resource.needs));
        let templates = registry
            .templates
            .iter()
            .map(|template| (template.def.name.clone(), &template.needs));
        let (item, state) = tools
            .chain(prompts)
            .chain(resources)
            .chain(templates)
            .find_map(|(item, needs)| {
                needs
                    .iter()
                    .find(|(id, _)| !given(*id))
                    .map(|(_, state)| (item, *state))
            })?;
        Some(BuildError::MissingState { item, state })
    }
}

/// 1 to 128 characters of `A-Z a-z 0-9 _ - .` (SEP-986).
pub const fn is_tool_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if !(byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' || byte == b'.') {
            return false;
        }
        at += 1;
    }
    !bytes.is_empty() && bytes.len() <= 128
}

/// Something that can be listed in a server: what `#[mcp::tool]` and its siblings put beside a function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tool, resource, prompt or completion [MCP103]",
    label = "not one of these",
    note = "put `#[mcp::tool]`, `#[mcp::resource(\"…\")]`, `#[mcp::prompt]` or `#[mcp::completion(…)]` on it"
)]
pub trait Item {
    /// What it is and what it is called, for the checks at build time.
    const ENTRY: Entry;
    /// The arguments that clients fill in, where completions may name them: of a prompt or a resource that was not
    /// refused.
    const ARGUMENTS: Option<&'static [&'static str]> = None;
    /// Adds it.
    fn define(definitions: &mut Definitions);
}

/// What an item is and what it is called.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs)] // Written out by macros.
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// The name of a tool or prompt, the URI of a resource.
    pub name: &'static str,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // Written out by macros.
pub enum EntryKind {
    /// A tool.
    Tool,
    /// A resource or template.
    Resource,
    /// A prompt.
    Prompt,
    /// A completion, which may stand beside others of its name.
    Completion,
}

/// A completion function whatever its shape: `fn(&str) -> …`, `fn(&str, &Completing) -> …`, async or not. Macros call
/// this with a closure that knows the shape.
pub fn completion<F, Fut, R>(complete: F) -> Arc<CompletionFn>
where
    F: Fn(String, Completing) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = R> + Send + 'static,
    R: Completions,
{
    Arc::new(move |value, completing| {
        let future = complete(value, completing);
        Box::pin(async move { future.await.into_completion() })
    })
}

/// What calls a tool, from a closure whose type the compiler then knows.
pub fn tool_fn<F>(call: F) -> Arc<ToolFn>
where
    F: for<'a, 'r> Fn(ToolCall<'a, 'r>) -> Step + Send + Sync + 'static,
{
    Arc::new(call)
}

/// The same for a resource.
pub fn read_fn<F>(read: F) -> Arc<ReadFn>
where
    F: for<'a, 'r> Fn(ReadCall<'a, 'r>) -> Step + Send + Sync + 'static,
{
    Arc::new(read)
}

/// The same for a prompt.
pub fn prompt_fn<F>(call: F) -> Arc<PromptFn>
where
    F: for<'a, 'r> Fn(PromptCall<'a, 'r>) -> Step + Send + Sync + 'static,
{
    Arc::new(call)
}

/// A function that `complete = …` names. `M` says which of the shapes it has and is inferred.
#[diagnostic::on_unimplemented(
    message = "this function cannot complete an argument [MCP094]",
    label = "not a completion",
    note = "write `fn(value: &str) -> Vec<String>` or `fn(value: &str, completing: &Completing) -> Vec<String>`, async or not"
)]
pub trait CompletionFunction<M> {
    /// The function, whatever its shape.
    fn erase(self) -> Arc<CompletionFn>;
}

/// Of the value alone.
#[derive(Debug)]
pub enum OfValue {}
/// Of the value and what else is known.
#[derive(Debug)]
pub enum OfBoth {}
/// Of the value alone, async.
#[derive(Debug)]
pub enum OfValueAsync {}

#[diagnostic::do_not_recommend]
impl<F, R> CompletionFunction<OfValue> for F
where
    F: Fn(&str) -> R + Send + Sync + 'static,
    R: Completions,
{
    fn erase(self) -> Arc<CompletionFn> {
        Arc::new(move |value, _| {
            let completion = self(&value).into_completion();
            Box::pin(async move { completion })
        })
    }
}

#[diagnostic::do_not_recommend]
impl<F, R> CompletionFunction<OfBoth> for F
where
    F: Fn(&str, &Completing) -> R + Send + Sync + 'static,
    R: Completions,
{
    fn erase(self) -> Arc<CompletionFn> {
        Arc::new(move |value, completing| {
            let completion = self(&value, &completing).into_completion();
            Box::pin(async move { completion })
        })
    }
}

/// An async function of borrowed text: the future may borrow it, too.
pub trait AsyncOf<'a>: Fn(&'a str) -> <Self as AsyncOf<'a>>::Future {
    /// What it returns.
    type Future: Future<Output = Self::Yields> + Send;
    /// What that yields.
    type Yields: Completions;
}

impl<'a, F, Fut> AsyncOf<'a> for F
where
    F: Fn(&'a str) -> Fut,
    Fut: Future + Send,
    Fut::Output: Completions,
{
    type Future = Fut;
    type Yields = Fut::Output;
}

#[diagnostic::do_not_recommend]
impl<F> CompletionFunction<OfValueAsync> for F
where
    F: for<'a> AsyncOf<'a> + Clone + Send + Sync + 'static,
{
    fn erase(self) -> Arc<CompletionFn> {
        Arc::new(move |value, _| {
            let function = self.clone();
            Box::pin(async move { function(&value).await.into_completion() })
        })
    }
}

/// The function that `complete = …` names.
pub fn completion_function<M>(function: impl CompletionFunction<M>) -> Arc<CompletionFn> {
    function.erase()
}

/// An argument that a completion function takes beside the value.
pub fn completion_argument<T: Argument>(completing: &Completing) -> Result<T, Error> {
    T::source().extract(&completing.context)
}
