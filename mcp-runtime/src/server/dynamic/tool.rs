//! Tools.

use super::promised::Promised;
use crate::schema::{supported, validate};
use crate::server::context::Context;
use crate::server::error::{BuildError, Error};
use crate::server::registry::{IntoIcons, ToolDef, ToolEntry, ToolFn};
use crate::server::request::ToolCall;
use crate::server::respond::{Respond, Returned};
use crate::server::step::Step;
use crate::types::{JsonObject, ToolAnnotations};
use serde_json::Value;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// A tool made at run time: a name, a schema, and a function of the arguments.
///
/// The arguments are checked against the schema before the function runs. The keywords that are understood are those
/// of types, objects, arrays, numbers, text, `enum`, `const`, `allOf`, `anyOf`, `oneOf`, `not`, `if` and local `$ref`s;
/// others are for the model to read. What is understood and cannot be checked is a fault of the server: a `pattern` with
/// look-around or back-references, a local `$ref` that is no path to a part of the schema, a `$schema` from before draft-06.
/// A tool of another server, which knows its own schemas best, is [`unchecked`](Self::unchecked).
pub struct Tool {
    def: ToolDef,
    schema: Value,
    /// What the arguments are checked against, once that is settled.
    checked: Arc<OnceLock<Value>>,
    is_unchecked: bool,
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
        let checked = Arc::new(OnceLock::new());
        let against = checked.clone();
        let call = move |call: ToolCall<'_, '_>| {
            let arguments: JsonObject = match serde_json::from_str(call.arguments) {
                Ok(arguments) => arguments,
                Err(_) => {
                    call.reply.tool_refusal(call.tool, "$: expected an object");
                    return Step::Done;
                }
            };
            let arguments = Value::Object(arguments);
            if let Some(schema) = against.get()
                && let Err(problems) = validate(schema, &arguments)
            {
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
            checked,
            is_unchecked: false,
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

    /// Its icons.
    #[must_use]
    pub fn icons(mut self, icons: impl IntoIcons) -> Self {
        self.def = self.def.icons(icons);
        self
    }

    /// The JSON Schema of what it returns as structured content. A result that does not fit it is an error of the server's
    /// own: the log has what is wrong. Older revisions know objects only, so that any other value goes as the member
    /// `result` of one, and its schema as the schema of that.
    #[must_use]
    pub fn output_schema(mut self, schema: Value) -> Self {
        self.output = Some(schema);
        self
    }

    /// Checks neither arguments nor results: for a tool that is another server's, which does. Its schemas are listed all the
    /// same, whatever is in them.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.is_unchecked = true;
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
        if !self.is_unchecked {
            for schema in [Some(&self.schema), self.output.as_ref()].into_iter().flatten() {
                supported(schema).map_err(|what| fault(&what))?;
            }
            let _ = self.checked.set(self.schema.clone());
        }
        let promised = self.output.map(Promised::new);
        let call = match &promised {
            Some(promised) if !self.is_unchecked => promised.held(self.call),
            _ => self.call,
        };
        let mut entry = ToolEntry::new(self.def, self.schema.to_string(), None, Vec::new(), call)?;
        if let Some(promised) = promised {
            // Data goes out as structured content only where the schema says what it is.
            entry.output = promised.output();
            entry.output_schema = Some(promised.text());
        }
        Ok(entry)
    }
}
