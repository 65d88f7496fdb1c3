//! Tools.

use super::Named;
use crate::BuildError;
use crate::schema::{OutputSchema, SchemaOf};
use crate::server::declaration::Declaration;
use crate::server::reply::{Output, Reply};
use crate::server::request::ToolCall;
use crate::server::respond::RespondWith;
use crate::server::step::{Running, Step};
use crate::transport::param::{ParamHeader, find_headers};
use crate::types::{Icon, Meta, ToolAnnotations};
use serde_json::Value;
use std::any::TypeId;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Calls a tool: reads its arguments, starts the function, writes the answer or gives what will write it.
pub type ToolFn = dyn for<'a, 'r> Fn(ToolCall<'a, 'r>) -> Step + Send + Sync;

/// What a tool says of itself. Macros fill it in; so does [`Tool`](crate::Tool) at run time.
#[derive(Clone, Debug, Default)]
pub struct ToolDef {
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) annotations: Option<ToolAnnotations>,
    pub(crate) icons: Vec<Icon>,
    pub(crate) meta: Option<Meta>,
    pub(crate) unstructured: bool,
    pub(crate) limits: Limits,
}

/// What bounds the calls of a tool.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    pub(crate) timeout: Option<Duration>,
    pub(crate) concurrency: Option<usize>,
}

impl ToolDef {
    /// A tool of this name.
    pub fn new(name: &str) -> Self {
        ToolDef {
            name: name.to_owned(),
            ..ToolDef::default()
        }
    }

    /// A name for people.
    #[must_use]
    pub fn title(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self
    }

    /// What it does, for the model that chooses.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        self.description = Some(description.to_owned());
        self
    }

    /// Changes the hints on its effects.
    #[must_use]
    pub fn annotate(mut self, change: impl FnOnce(ToolAnnotations) -> ToolAnnotations) -> Self {
        self.annotations = Some(change(self.annotations.unwrap_or_default()));
        self
    }

    /// Its icons.
    #[must_use]
    pub fn icons(mut self, icons: impl IntoIcons) -> Self {
        self.icons = icons.into_icons();
        self
    }

    /// `_meta`, an object.
    #[must_use]
    pub fn metas(mut self, meta: Value) -> Self {
        self.meta = object(meta);
        self
    }

    /// A member of `_meta`.
    #[must_use]
    pub fn meta(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.meta.get_or_insert_default().insert(key.to_owned(), value.into());
        self
    }

    /// Without output schema and structured content.
    #[must_use]
    pub fn unstructured(mut self) -> Self {
        self.unstructured = true;
        self
    }

    /// The longest a call may take, waiting for its turn included.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = Some(timeout);
        self
    }

    /// The most calls at a time; further ones wait, first come, first served.
    #[must_use]
    pub fn concurrency(mut self, most: usize) -> Self {
        self.limits.concurrency = Some(most);
        self
    }
}

/// The arguments that HTTP repeats in headers. The text is read back only where it names such a header at all.
fn headers_of(input_schema: &str) -> Result<Vec<ParamHeader>, String> {
    if !input_schema.contains("x-mcp-header") {
        return Ok(Vec::new());
    }
    let schema = serde_json::from_str(input_schema).map_err(|error| error.to_string())?;
    find_headers(&schema)
}

/// The members of a JSON object; none of anything else.
pub(super) fn object(value: Value) -> Option<Meta> {
    match value {
        Value::Object(meta) => Some(meta),
        _ => None,
    }
}

/// What `icons = …` may be: one address, one [`Icon`], or an array of either.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no icon [MCP015]",
    label = "neither an address nor an `Icon`",
    note = "write `icons = \"https://…\"`, or an array of addresses or `mcp::types::Icon`s"
)]
pub trait IntoIcons {
    /// The icons.
    fn into_icons(self) -> Vec<Icon>;
}

impl IntoIcons for &str {
    fn into_icons(self) -> Vec<Icon> {
        vec![Icon::new(self)]
    }
}

impl IntoIcons for Icon {
    fn into_icons(self) -> Vec<Icon> {
        vec![self]
    }
}

impl<T: IntoIcons, const N: usize> IntoIcons for [T; N] {
    fn into_icons(self) -> Vec<Icon> {
        self.into_iter().flat_map(IntoIcons::into_icons).collect()
    }
}

/// A tool that is served.
pub(crate) struct ToolEntry {
    pub(crate) name: Arc<str>,
    pub(crate) def: ToolDef,
    /// JSON text: it is sent as it was made, in the order it was declared in.
    pub(crate) input_schema: String,
    pub(crate) output_schema: Option<String>,
    pub(crate) output: Output,
    pub(crate) needs: Vec<(TypeId, &'static str)>,
    /// The arguments that HTTP requests repeat in headers (SEP-2243).
    pub(crate) headers: Vec<ParamHeader>,
    turns: Option<Arc<Semaphore>>,
    call: Arc<ToolFn>,
}

impl fmt::Debug for ToolEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolEntry")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Named for ToolEntry {
    fn key(&self) -> &Arc<str> {
        &self.name
    }
}

impl ToolEntry {
    /// A tool whose parameters and return type are known to the compiler.
    pub(crate) fn typed<T>(
        def: ToolDef,
        declaration: Declaration,
        respond: &RespondWith<T>,
        call: Arc<ToolFn>,
    ) -> Result<Self, BuildError> {
        if let Some(fault) = declaration.faults.first() {
            return Err(BuildError::Invalid(format!("tool `{}`: {fault}", def.name)));
        }
        ToolEntry::new(def, declaration.input_schema, respond.schema, declaration.needs, call)
    }

    pub(crate) fn new(
        def: ToolDef,
        input_schema: String,
        output: Option<SchemaOf>,
        needs: Vec<(TypeId, &'static str)>,
        call: Arc<ToolFn>,
    ) -> Result<Self, BuildError> {
        let headers =
            headers_of(&input_schema).map_err(|fault| BuildError::Invalid(format!("tool `{}`: {fault}", def.name)))?;
        let output = output.filter(|_| !def.unstructured).and_then(OutputSchema::new);
        Ok(ToolEntry {
            name: def.name.as_str().into(),
            output: Output {
                structured: output.is_some(),
                wrapped: output.as_ref().is_some_and(|output| output.wrapped),
                fractions: output.as_ref().is_some_and(|output| output.text.contains("\"number\"")),
            },
            output_schema: output.map(|output| output.text),
            turns: def.limits.concurrency.map(|most| Arc::new(Semaphore::new(most.max(1)))),
            def,
            input_schema,
            needs,
            headers,
            call,
        })
    }

    /// The same tool under another name.
    pub(crate) fn renamed(&self, name: String) -> ToolEntry {
        ToolEntry {
            name: name.as_str().into(),
            def: ToolDef {
                name,
                ..self.def.clone()
            },
            input_schema: self.input_schema.clone(),
            output_schema: self.output_schema.clone(),
            output: self.output,
            needs: self.needs.clone(),
            headers: self.headers.clone(),
            turns: self.turns.clone(),
            call: self.call.clone(),
        }
    }

    /// Starts a call.
    #[inline]
    pub(crate) fn call(&self, call: ToolCall<'_, '_>) -> Step {
        let step = (self.call)(call);
        match step {
            Step::Running(running) if self.turns.is_some() || self.def.limits.timeout.is_some() => {
                self.limited(running)
            }
            step => step,
        }
    }

    #[cold]
    fn limited(&self, running: Pin<Box<dyn Running>>) -> Step {
        let turn = self.turns.clone().map(
            |turns| -> Pin<Box<dyn Future<Output = Option<OwnedSemaphorePermit>> + Send>> {
                Box::pin(async move { turns.acquire_owned().await.ok() })
            },
        );
        Step::Running(Box::pin(Limited {
            running,
            turn,
            held: None,
            clock: self
                .def
                .limits
                .timeout
                .map(|timeout| (Box::pin(tokio::time::sleep(timeout)), timeout)),
            tool: self.name.clone(),
        }))
    }
}

/// A call that waits for its turn and may not take for ever.
struct Limited {
    running: Pin<Box<dyn Running>>,
    turn: Option<Pin<Box<dyn Future<Output = Option<OwnedSemaphorePermit>> + Send>>>,
    held: Option<OwnedSemaphorePermit>,
    clock: Option<(Pin<Box<tokio::time::Sleep>>, Duration)>,
    tool: Arc<str>,
}

impl Running for Limited {
    fn poll_reply(mut self: Pin<&mut Self>, context: &mut Context<'_>, reply: &mut Reply<'_>) -> Poll<()> {
        let this = &mut *self;
        if let Some((clock, timeout)) = &mut this.clock
            && clock.as_mut().poll(context).is_ready()
        {
            let message = format!("timed out after {} s", timeout.as_secs_f64());
            tracing::warn!(tool = &*this.tool, "tool {message}");
            reply.tool_refusal(&this.tool, &message);
            return Poll::Ready(());
        }
        if let Some(turn) = &mut this.turn {
            match turn.as_mut().poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(permit) => {
                    this.held = permit;
                    this.turn = None;
                }
            }
        }
        this.running.as_mut().poll_reply(context, reply)
    }
}
