//! Tools, resources and prompts that are known only at run time.

use super::context::Context;
use super::error::{BuildError, Error};
use super::registry::{
    PromptDef, PromptEntry, Registry, ResourceDef, ResourceEntry, TemplateEntry, ToolDef, ToolEntry, ToolFn,
};
use super::request::ToolCall;
use super::respond::{IntoMessages, OkOf, Respond, Returned};
use super::step::Step;
use super::text::DeclaredTextParameter;
use crate::schema::validate;
use crate::types::{JsonObject, ResourceContents, ToolAnnotations};
use crate::uri::{Captures, UriTemplate};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// A tool made at run time: a name, a schema, and a function of the arguments.
///
/// The arguments are checked against the schema before the function runs. The keywords that are understood are those
/// of types, objects, arrays, numbers, text, `enum`, `const`, `allOf`, `anyOf`, `oneOf`, `not`, `if` and local `$ref`s;
/// others are for the model to read.
pub struct Tool {
    def: ToolDef,
    schema: Value,
    output: Option<Value>,
    call: Arc<ToolFn>,
}

impl std::fmt::Debug for Tool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tool")
            .field("name", &self.def.name)
            .finish_non_exhaustive()
    }
}

impl Tool {
    /// A tool of this name. `schema` is the JSON Schema of its arguments, an object's.
    pub fn new<F, Fut, T, M>(name: impl Into<String>, schema: Value, handler: F) -> Self
    where
        F: Fn(JsonObject, Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, Error>> + Send + 'static,
        T: Respond<M> + Send + 'static,
    {
        let ask = Returned::<Result<T, Error>>::ASK;
        let returns = ask.join(ask.ok().respond(), ask.err().how());
        let checked = schema.clone();
        let call = move |call: ToolCall<'_, '_>| {
            let arguments: JsonObject = match serde_json::from_str(call.arguments) {
                Ok(arguments) => arguments,
                Err(_) => {
                    call.reply.tool_refusal(call.tool, "$: expected an object");
                    return Step::Done;
                }
            };
            let arguments = Value::Object(arguments);
            if let Err(problems) = validate(&checked, &arguments) {
                call.reply.tool_refusal(call.tool, &problems.join("; "));
                return Step::Done;
            }
            let Value::Object(arguments) = arguments else {
                return Step::Done;
            };
            let future = handler(arguments, call.request.context().clone());
            call.run(&returns, future)
        };
        Tool {
            def: ToolDef::new(&name.into()),
            schema,
            output: None,
            call: Arc::new(call),
        }
    }

    /// A name for people.
    #[must_use]
    pub fn title(mut self, title: &str) -> Self {
        self.def = self.def.title(title);
        self
    }

    /// What it does, for the model that chooses.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        self.def = self.def.description(description);
        self
    }

    /// Hints on its effects.
    #[must_use]
    pub fn annotations(mut self, annotations: ToolAnnotations) -> Self {
        self.def = self.def.annotate(|_| annotations);
        self
    }

    /// The JSON Schema of what it returns as structured content.
    #[must_use]
    pub fn output_schema(mut self, schema: Value) -> Self {
        self.output = Some(schema);
        self
    }

    /// A member of `_meta`.
    #[must_use]
    pub fn meta(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.def = self.def.meta(key, value);
        self
    }

    /// The longest a call may take, waiting for its turn included.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.def = self.def.timeout(timeout);
        self
    }

    /// The most calls at a time; further ones wait.
    #[must_use]
    pub fn concurrency(mut self, most: usize) -> Self {
        self.def = self.def.concurrency(most);
        self
    }

    pub(crate) fn into_entry(self) -> Result<ToolEntry, BuildError> {
        let fault = |what: &str| BuildError::Invalid(format!("tool `{}`: {what}", self.def.name));
        if self.schema.get("type").and_then(Value::as_str) != Some("object") {
            return Err(fault(
                "the schema of its arguments is no object's (\"type\": \"object\")",
            ));
        }
        let mut entry = ToolEntry::new(self.def, self.schema.to_string(), None, Vec::new(), self.call)?;
        entry.output_schema = self.output.map(|schema| schema.to_string());
        // Data goes out as structured content only where the schema says what it is.
        entry.output.structured = entry.output_schema.is_some();
        Ok(entry)
    }
}

type Reading = std::pin::Pin<Box<dyn Future<Output = Result<Vec<ResourceContents>, Error>> + Send>>;

/// A resource made at run time, at one URI or at the URIs of a template.
pub struct Resource {
    def: ResourceDef,
    read: Arc<dyn Fn(String, Captures, Context) -> Reading + Send + Sync>,
}

impl std::fmt::Debug for Resource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resource")
            .field("uri", &self.def.uri)
            .finish_non_exhaustive()
    }
}

impl Resource {
    /// A resource at this URI or template. The function gets the URI asked for and the variables in it.
    pub fn new<F, Fut>(uri: impl Into<String>, name: impl Into<String>, read: F) -> Self
    where
        F: Fn(String, Captures, Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ResourceContents, Error>> + Send + 'static,
    {
        let def = ResourceDef::new(&uri.into(), &name.into());
        let read = move |uri, captures, context| -> Reading {
            let future = read(uri, captures, context);
            Box::pin(async move { future.await.map(|contents| vec![contents]) })
        };
        Resource {
            def,
            read: Arc::new(read),
        }
    }

    /// What it is.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        self.def = self.def.description(description);
        self
    }

    /// Its MIME type.
    #[must_use]
    pub fn mime_type(mut self, mime_type: &str) -> Self {
        self.def = self.def.mime_type(mime_type);
        self
    }

    pub(crate) fn add_to(self, registry: &mut Registry) -> Result<(), BuildError> {
        let ask = Returned::<Result<Vec<ResourceContents>, Error>>::ASK;
        let ok: OkOf<Vec<ResourceContents>> = ask.ok();
        let returns = ask.join(ok.body().read(), ask.err().how());
        let function = self.read;
        let read: Arc<super::registry::ReadFn> = Arc::new(move |call: super::calls::ReadCall<'_, '_>| {
            let context = call.request.context().clone();
            let future = function(call.uri.to_owned(), call.captures.clone(), context);
            call.run(&returns, future)
        });
        let needs = Vec::new();
        if UriTemplate::is_template(&self.def.uri) {
            let template = UriTemplate::parse(&self.def.uri).map_err(|error| BuildError::Invalid(error.to_string()))?;
            registry.add_template(Arc::new(TemplateEntry {
                template,
                def: self.def,
                needs,
                read,
            }))
        } else {
            let uri = self.def.uri.as_str().into();
            registry.add_resource(Arc::new(ResourceEntry {
                uri,
                def: self.def,
                needs,
                read,
            }))
        }
    }
}

/// A prompt made at run time.
pub struct Prompt {
    def: PromptDef,
    arguments: Vec<DeclaredTextParameter>,
    call: Arc<super::registry::PromptFn>,
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
        let call = move |call: super::calls::PromptCall<'_, '_>| {
            let future = render(call.arguments.0.clone(), call.request.context().clone());
            call.run(&returns, future)
        };
        Prompt {
            def: PromptDef::new(&name.into()),
            arguments: Vec::new(),
            call: Arc::new(call),
        }
    }

    /// What it asks for.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        self.def = self.def.description(description);
        self
    }

    /// An argument, and whether it must be sent.
    #[must_use]
    pub fn argument(mut self, name: &'static str, description: &str, required: bool) -> Self {
        let description = Some(description.to_owned());
        self.arguments.push(DeclaredTextParameter {
            name,
            title: None,
            description,
            required,
        });
        self
    }

    pub(crate) fn into_entry(self) -> PromptEntry {
        let required: Vec<&'static str> = self
            .arguments
            .iter()
            .filter(|argument| argument.required)
            .map(|argument| argument.name)
            .collect();
        let inner = self.call;
        let call: Arc<super::registry::PromptFn> = Arc::new(move |call: super::calls::PromptCall<'_, '_>| {
            let mut texts = call.texts();
            texts.missing = required
                .iter()
                .copied()
                .filter(|name| !call.arguments.0.contains_key(*name))
                .collect();
            if texts.missing.is_empty() {
                inner(call)
            } else {
                call.refuse(texts)
            }
        });
        PromptEntry {
            name: self.def.name.as_str().into(),
            def: self.def,
            arguments: self.arguments,
            resolved: &[],
            needs: Vec::new(),
            call,
        }
    }
}
