//! A request as layers see it.

use crate::jsonrpc::{Message, append, escape};
use crate::revision::{Method, Revision};
use crate::server::context::{Context, Headers, Principal};
use crate::server::request::{Grant, Request};
use crate::server::trace::TraceContext;
use crate::types::{ClientCapabilities, Implementation};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A request on its way through the layers of a server: what is asked, by whom.
///
/// It can be changed before it is handed on, and cloned to be handed on again.
#[derive(Clone)]
pub struct Call {
    context: Context,
    method: Method,
    /// The message, as it came: what no layer changes keeps every digit it was written with.
    text: Arc<str>,
    /// Its parameters, once a layer has asked.
    came: OnceLock<Map<String, Value>>,
    changed: Option<Map<String, Value>>,
    principal: Option<Principal>,
    grant: Option<Grant>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("id", &self.request_id())
            .finish_non_exhaustive()
    }
}

impl Call {
    pub(super) fn new(request: &Request<'_>, method: Method, text: &str) -> Self {
        let context = request.context().clone();
        Call {
            principal: context.principal().cloned(),
            context,
            method,
            text: text.into(),
            came: OnceLock::new(),
            changed: None,
            grant: request.grant.clone(),
        }
    }

    /// What is asked: `Method::ToolsCall`, or `tools/call` as text by [`Method::as_str`].
    pub fn method(&self) -> Method {
        self.method
    }

    /// What it is asked of: the name of a tool or prompt, the URI of a resource, or, for a completion, whichever of
    /// these is completed. Not every method is asked of something.
    pub fn name(&self) -> Option<&str> {
        let place = match self.method {
            Method::CompletionComplete => self.params().get("ref")?.as_object()?,
            _ => self.params(),
        };
        place.get(member(self.method, place)?)?.as_str()
    }

    /// Has it asked of another one. Where nothing is named there is nothing to change.
    pub fn set_name(&mut self, name: impl Into<String>) {
        let method = self.method;
        let place = match method {
            Method::CompletionComplete => match self.params_mut().get_mut("ref").and_then(Value::as_object_mut) {
                Some(reference) => reference,
                None => return,
            },
            _ => self.params_mut(),
        };
        if let Some(member) = member(method, place) {
            place.insert(member.to_owned(), name.into().into());
        }
    }

    /// The arguments of a tool or prompt; `None` if there are none, or they are no object.
    pub fn arguments(&self) -> Option<&Map<String, Value>> {
        self.params().get("arguments")?.as_object()
    }

    /// The arguments, to be changed. What is no object becomes an empty one.
    pub fn arguments_mut(&mut self) -> &mut Map<String, Value> {
        object(self.params_mut().entry("arguments").or_insert_with(empty))
    }

    /// All parameters of the method.
    pub fn params(&self) -> &Map<String, Value> {
        match &self.changed {
            Some(changed) => changed,
            None => self.came.get_or_init(|| read(&self.text)),
        }
    }

    /// All parameters of the method, to be changed. `_meta` has been read already: changing it changes nothing.
    pub fn params_mut(&mut self) -> &mut Map<String, Value> {
        let Call {
            came, changed, text, ..
        } = self;
        changed.get_or_insert_with(|| came.take().unwrap_or_else(|| read(text)))
    }

    /// The id of the request, as JSON text: `7` or `"abc"`.
    pub fn request_id(&self) -> &str {
        self.context.request_id()
    }

    /// The protocol revision of the request; of `initialize`, the newest that it may be answered with.
    pub fn revision(&self) -> Revision {
        self.context.revision()
    }

    /// Who is calling, where something in front says so: a layer in front of the service, or one around this one.
    pub fn principal(&self) -> Option<&Principal> {
        self.principal.as_ref()
    }

    /// Says who is calling, to the layers within and to [`Context::principal`].
    pub fn set_principal(&mut self, principal: impl Into<Option<Principal>>) {
        self.principal = principal.into();
    }

    /// The HTTP headers the request came with; `None` on other transports.
    pub fn headers(&self) -> Option<&Headers> {
        self.context.headers()
    }

    /// The client's name and version, where it said them.
    pub fn client_info(&self) -> Option<&Implementation> {
        self.context.client_info()
    }

    /// What the client can do.
    pub fn client_capabilities(&self) -> &ClientCapabilities {
        self.context.client_capabilities()
    }

    /// The trace the call belongs to, where its client says so.
    pub fn trace_context(&self) -> Option<&TraceContext> {
        self.context.trace_context()
    }

    /// The way to the client, the server's states, and whether anybody still waits: the same that a handler has, for
    /// the call as a whole.
    pub fn context(&self) -> &Context {
        &self.context
    }

    pub(super) fn grant(&self) -> Option<&Grant> {
        self.grant.as_ref()
    }

    /// The message as it is now.
    pub(super) fn text(&self) -> Arc<str> {
        let Some(changed) = &self.changed else {
            return self.text.clone();
        };
        let mut out = Vec::with_capacity(self.text.len());
        crate::jsonrpc::begin(&mut out, self.request_id().as_bytes());
        out.extend_from_slice(br#","method":"#);
        escape(&mut out, self.method.as_str());
        out.extend_from_slice(br#","params":"#);
        append(&mut out, changed);
        out.push(b'}');
        String::from_utf8_lossy(&out).into()
    }
}

/// The parameters of a message that was read before.
fn read(text: &str) -> Map<String, Value> {
    let message = serde_json::from_str::<Message<'_, &RawValue>>(text).ok();
    let params = message.and_then(|message| message.params);
    params
        .and_then(|params| serde_json::from_str(params.get()).ok())
        .unwrap_or_default()
}

/// The member that says what is asked of.
fn member(method: Method, place: &Map<String, Value>) -> Option<&'static str> {
    match method {
        Method::ToolsCall | Method::PromptsGet => Some("name"),
        Method::ResourcesRead | Method::ResourcesSubscribe | Method::ResourcesUnsubscribe => Some("uri"),
        Method::CompletionComplete => Some(if place.contains_key("uri") { "uri" } else { "name" }),
        _ => None,
    }
}

fn empty() -> Value {
    Value::Object(Map::new())
}

fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = empty();
    }
    match value {
        Value::Object(object) => object,
        _ => unreachable!("it was made one"),
    }
}
