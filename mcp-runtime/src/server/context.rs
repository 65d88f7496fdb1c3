//! What a handler may know of the call it answers, and what it may say while it works.

use super::connection::Connection;
use super::outgoing::Outgoing;
use super::request::{Link, Request};
use super::shared::Shared;
use super::subscription::ServerEvent;
use super::trace::TraceContext;
use crate::jsonrpc::{self, JsonText, McpError, code};
use crate::revision::Revision;
use crate::types::{ClientCapabilities, Implementation, InputResponses, LoggingLevel, ReadResourceResult};
use serde::Serialize;
use serde_json::{Value, json};
use std::any::{Any, TypeId};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::Notify;

/// The call a handler answers: who asks, and the way to tell them how it goes.
///
/// Take it as an argument, `ctx: &Context`; the model does not see it. It may be cloned and kept: once the call is
/// answered, what it sends is dropped.
#[derive(Clone, Debug)]
pub struct Context(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    shared: Arc<Shared>,
    connection: Option<Arc<Connection>>,
    outgoing: Arc<Outgoing>,
    /// What goes that way reaches the client before the answer.
    asks: bool,
    id: Box<str>,
    revision: Revision,
    /// The token as the client wrote it, and the progress reported last.
    progress: Option<(Box<str>, Arc<Mutex<f64>>)>,
    log_level: Option<LoggingLevel>,
    /// The envelope's texts, read when a handler asks.
    capabilities: Option<Box<str>>,
    client_info: Option<Box<str>>,
    client: OnceLock<(Option<Implementation>, ClientCapabilities)>,
    headers: Option<Headers>,
    principal: Option<Principal>,
    trace: Option<TraceContext>,
    /// The call that this is a try of, where layers stand around it.
    whole: Option<Context>,
    input_responses: InputResponses,
    request_state: Option<Box<str>>,
    finished: AtomicBool,
    cancel: Cancel,
}

/// The HTTP headers of a request.
#[derive(Clone, Debug, Default)]
pub struct Headers(pub(crate) Arc<[Header]>);

/// A name and a value.
pub(crate) type Header = (Box<str>, Box<[u8]>);

impl Headers {
    /// The first header of this name, whatever its case, if it is text.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
            .and_then(|value| std::str::from_utf8(value).ok())
    }

    /// All headers in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }
}

/// Who is calling, as a layer in front of the server found out. Put one into the extensions of the HTTP request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Principal {
    /// A name that is stable and unique: an account id, a subject with its issuer.
    pub id: String,
}

impl Principal {
    /// The principal of this name.
    pub fn new(id: impl Into<String>) -> Self {
        Principal { id: id.into() }
    }
}

impl Context {
    pub(crate) fn of(request: &Request<'_>) -> Self {
        if let Some(tries) = request.tries {
            return Context::of_a_try(request, tries.whole);
        }
        let meta = request.meta;
        let text = |raw: Option<JsonText<'_>>| raw.map(|raw| Box::from(raw.get()));
        Context(Arc::new(Inner {
            shared: request.shared.clone(),
            connection: request.link.connection().cloned(),
            outgoing: request.link.outgoing().clone(),
            asks: request.link.asks(),
            id: request.id.into(),
            revision: request.revision,
            progress: meta
                .and_then(|meta| text(meta.progress_token.filter(|token| is_token(token.get()))))
                .map(|token| (token, Arc::new(Mutex::new(f64::NEG_INFINITY)))),
            log_level: meta
                .and_then(|meta| meta.log_level)
                .and_then(|raw| serde_json::from_str(raw.get()).ok()),
            capabilities: meta.and_then(|meta| text(meta.capabilities)),
            client_info: meta.and_then(|meta| text(meta.client_info)),
            client: OnceLock::new(),
            headers: request.transported.map(super::request::Transported::headers),
            principal: request.principal(),
            trace: meta.and_then(TraceContext::of),
            whole: None,
            input_responses: request.responses(),
            request_state: request.retry().and_then(|retry| retry.state.clone()),
            finished: AtomicBool::new(false),
            cancel: Cancel::default(),
        }))
    }

    /// The context of one try of the call: it ends and is cancelled by itself, and says nothing once the whole is over.
    fn of_a_try(request: &Request<'_>, whole: &Context) -> Self {
        let inner = &whole.0;
        Context(Arc::new(Inner {
            shared: inner.shared.clone(),
            connection: inner.connection.clone(),
            outgoing: inner.outgoing.clone(),
            id: inner.id.clone(),
            revision: inner.revision,
            progress: inner.progress.clone(),
            log_level: inner.log_level,
            capabilities: inner.capabilities.clone(),
            client_info: inner.client_info.clone(),
            client: inner.client.clone(),
            headers: inner.headers.clone(),
            principal: request.principal(),
            asks: inner.asks,
            trace: inner.trace.clone(),
            whole: Some(whole.clone()),
            input_responses: request.responses(),
            request_state: request.retry().and_then(|retry| retry.state.clone()),
            finished: AtomicBool::new(false),
            cancel: Cancel::default(),
        }))
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0.shared
    }

    /// The client sees what handlers fail with.
    pub(crate) fn debug(&self) -> bool {
        self.0.shared.debug || self.link().debug()
    }

    /// The way to the client.
    pub(crate) fn link(&self) -> Link<'_> {
        Link::within(self.0.connection.as_ref(), &self.0.outgoing)
    }

    /// What the client says that it can do, as it was written, where each request says so.
    pub(crate) fn declared(&self) -> Option<&str> {
        self.0.capabilities.as_deref()
    }

    fn is_finished(&self) -> bool {
        self.0.finished.load(Ordering::Acquire) || self.0.whole.as_ref().is_some_and(Context::is_finished)
    }

    /// The call is answered: nothing may follow.
    pub(crate) fn finish(&self) {
        self.0.finished.store(true, Ordering::Release);
    }

    /// The call's answer is no longer wanted.
    pub(crate) fn abandon(&self) {
        if !self.0.finished.swap(true, Ordering::AcqRel) {
            self.0.cancel.fire();
        }
    }

    /// The id of the request, as JSON text: `7` or `"abc"`.
    pub fn request_id(&self) -> &str {
        &self.0.id
    }

    /// The protocol revision of the request.
    pub fn revision(&self) -> Revision {
        self.0.revision
    }

    /// Reports how far the call is, to a client that asked to know. `progress` must grow from call to call: what does
    /// not is dropped, as is everything after the answer (basic/utilities/progress).
    pub fn progress(&self, progress: f64, total: Option<f64>, message: Option<&str>) {
        let Some((token, last)) = &self.0.progress else { return };
        if self.is_finished() || !progress.is_finite() {
            return;
        }
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        if progress <= *last {
            tracing::debug!("progress that does not grow was dropped");
            return;
        }
        *last = progress;
        let mut out = br#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"#.to_vec();
        out.extend_from_slice(token.as_bytes());
        out.extend_from_slice(format!(r#","progress":{}"#, number(progress)).as_bytes());
        if let Some(total) = total.filter(|total| total.is_finite()) {
            out.extend_from_slice(format!(r#","total":{}"#, number(total)).as_bytes());
        }
        if let Some(message) = message
            && self.0.revision.has_progress_message()
        {
            out.extend_from_slice(br#","message":"#);
            jsonrpc::escape(&mut out, message);
        }
        out.extend_from_slice(b"}}");
        self.0.outgoing.push(out);
    }

    /// Sends a log message to a client that asked for this level: by `_meta` of the request at 2026-07-28, by
    /// `logging/setLevel` before (server/utilities/logging). Never log secrets this way.
    #[deprecated = "the protocol's logging is deprecated (SEP-2577): log with `tracing`, for whoever runs the server"]
    pub fn log(&self, level: LoggingLevel, data: impl Serialize) {
        self.log_message(level, None, data);
    }

    /// The same from a logger of this name.
    #[deprecated = "the protocol's logging is deprecated (SEP-2577): log with `tracing`, for whoever runs the server"]
    pub fn log_from(&self, logger: &str, level: LoggingLevel, data: impl Serialize) {
        self.log_message(level, Some(logger), data);
    }

    fn log_message(&self, level: LoggingLevel, logger: Option<&str>, data: impl Serialize) {
        let wanted = match self.0.log_level {
            Some(least) => level >= least,
            // At 2026-07-28 a request that names no level wants none of it, whatever connection it came on.
            None if self.0.revision.is_modern() => false,
            None => self
                .0
                .connection
                .as_ref()
                .is_some_and(|connection| connection.wants(level)),
        };
        if !wanted || self.is_finished() {
            return;
        }
        let Ok(data) = serde_json::to_value(data) else { return };
        let mut params = json!({ "level": level, "data": data });
        if let Some(logger) = logger {
            params["logger"] = logger.into();
        }
        self.notify("notifications/message", &params);
    }

    /// Sends the client a notification of any method, on the way that its answer will go. Dropped once the call is
    /// answered.
    pub fn notify(&self, method: &str, params: &impl Serialize) {
        if self.is_finished() {
            return;
        }
        let mut out = Vec::new();
        jsonrpc::notification(&mut out, method, params);
        self.0.outgoing.push(out);
    }

    /// Sends a notification that belongs to no call: where this one is over, on the way that what belongs to none goes.
    /// Dropped where there is no such way.
    pub(super) fn notify_later(&self, method: &str, params: &impl Serialize) {
        let Some(connection) = &self.0.connection else { return };
        if !self.is_finished() {
            return self.notify(method, params);
        }
        let mut out = Vec::new();
        jsonrpc::notification(&mut out, method, params);
        connection.outgoing.push(out);
    }

    /// The way to ask the client something.
    pub(super) fn back_channel(&self, method: &str) -> Result<(&Arc<Connection>, &Arc<Outgoing>), McpError> {
        match &self.0.connection {
            Some(connection) if self.0.asks && !self.0.revision.is_modern() => Ok((connection, &self.0.outgoing)),
            _ => Err(McpError::no_back_channel(method)),
        }
    }

    /// The client's name and version, where it said them.
    pub fn client_info(&self) -> Option<&Implementation> {
        self.client().0.as_ref()
    }

    /// What the client can do.
    pub fn client_capabilities(&self) -> &ClientCapabilities {
        &self.client().1
    }

    fn client(&self) -> &(Option<Implementation>, ClientCapabilities) {
        self.0.client.get_or_init(|| {
            if let Some(handshake) = self.0.connection.as_ref().and_then(|connection| connection.handshake()) {
                return (Some(handshake.client_info.clone()), handshake.capabilities.clone());
            }
            let info = self
                .0
                .client_info
                .as_deref()
                .and_then(|text| serde_json::from_str(text).ok());
            let capabilities = self
                .0
                .capabilities
                .as_deref()
                .and_then(|text| serde_json::from_str(text).ok());
            (info, capabilities.unwrap_or_default())
        })
    }

    /// Refuses the call unless the client declared what `required` declares.
    ///
    /// # Errors
    /// −32021 with `data.requiredCapabilities` (SEP-2575).
    pub fn require_client(&self, required: &ClientCapabilities) -> Result<(), McpError> {
        let as_json = |capabilities: &ClientCapabilities| serde_json::to_value(capabilities).unwrap_or_default();
        let required = as_json(required);
        let mut declared = as_json(self.client_capabilities());
        // `"elicitation": {}` declares forms.
        if let Some(Value::Object(elicitation)) = declared.get_mut("elicitation")
            && elicitation.is_empty()
        {
            elicitation.insert("form".into(), json!({}));
        }
        if holds(&declared, &required) {
            return Ok(());
        }
        Err(McpError::new(
            code::MISSING_REQUIRED_CLIENT_CAPABILITY,
            "Missing required client capability",
        )
        .with_data(json!({ "requiredCapabilities": required })))
    }

    /// The HTTP headers the request came with; `None` on other transports.
    pub fn headers(&self) -> Option<&Headers> {
        self.0.headers.as_ref()
    }

    /// Who is calling, where a layer in front of the server says so.
    pub fn principal(&self) -> Option<&Principal> {
        self.0.principal.as_ref()
    }

    /// What the client answers to the questions of an earlier round, under the keys they were asked by. Answers to what
    /// nobody asked are there, too: look for your own.
    pub fn input_responses(&self) -> &InputResponses {
        &self.0.input_responses
    }

    /// The state that the handler gave an earlier round of this very request, as it was given.
    pub fn request_state(&self) -> Option<&str> {
        self.0.request_state.as_deref()
    }

    /// The trace the call belongs to, where its client says so in `_meta` (SEP-414).
    pub fn trace_context(&self) -> Option<&TraceContext> {
        self.0.trace.as_ref()
    }

    /// The state of this type the server was given.
    pub fn state<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.0
            .shared
            .state(TypeId::of::<T>())
            .and_then(|state| state.downcast().ok())
    }

    pub(crate) fn raw_state(&self, id: TypeId) -> Option<Arc<dyn Any + Send + Sync>> {
        self.0.shared.state(id)
    }

    /// Whether anybody still waits for the answer. A handler that is cancelled is dropped, so this is for what it
    /// started elsewhere: a thread, a task.
    pub fn cancel(&self) -> &Cancel {
        &self.0.cancel
    }

    /// Closes the connection on which the client waits for this call, where it can come back for the rest: in a session
    /// over HTTP with an event store (`HttpOptions::event_store`), since 2025-11-25. Elsewhere it does
    /// nothing. For calls that take so long that holding a connection is dearer than asking again (SEP-1699).
    pub fn close_sse_stream(&self) {
        // Before, a stream may have had no event yet, and then there is no id to come back with.
        if self.0.revision.has_priming_events() {
            self.0.outgoing.ask_to_close();
        }
    }

    /// Tells clients that watch this resource that it has changed.
    pub fn resource_updated(&self, uri: &str) {
        self.0.shared.announce(ServerEvent::ResourceUpdated(uri.to_owned()));
    }

    /// Tells clients that the list of tools has changed.
    pub fn tools_changed(&self) {
        self.0.shared.announce(ServerEvent::ToolsListChanged);
    }

    /// Tells clients that the list of prompts has changed.
    pub fn prompts_changed(&self) {
        self.0.shared.announce(ServerEvent::PromptsListChanged);
    }

    /// Tells clients that the lists of resources and templates have changed.
    pub fn resources_changed(&self) {
        self.0.shared.announce(ServerEvent::ResourcesListChanged);
    }

    /// Reads a resource of this very server.
    ///
    /// # Errors
    /// What a client would get for the same URI.
    pub async fn read_resource(&self, uri: &str) -> Result<ReadResourceResult, McpError> {
        super::dispatch::read_own_resource(self, uri).await
    }
}

/// A float as JSON, an integral one without its fraction.
/// A token is a string or a number (basic/utilities/progress): of anything else nobody could know progress again.
fn is_token(json: &str) -> bool {
    json.starts_with(|first: char| first == '"' || first == '-' || first.is_ascii_digit())
}

fn number(value: f64) -> String {
    #[allow(clippy::cast_possible_truncation)]
    if value.fract() == 0.0 && value.abs() < 9.0e15 {
        (value as i64).to_string()
    } else {
        json!(value).to_string()
    }
}

/// Every member of `required` is in `declared`.
fn holds(declared: &Value, required: &Value) -> bool {
    match (declared, required) {
        (Value::Object(declared), Value::Object(required)) => required
            .iter()
            .all(|(key, value)| declared.get(key).is_some_and(|found| holds(found, value))),
        (declared, Value::Bool(true)) => *declared == Value::Bool(true),
        _ => true,
    }
}

/// Whether the call is still wanted.
///
/// The future of a cancelled call is dropped, so most handlers need none of this.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<(AtomicBool, Notify)>);

impl Cancel {
    pub(super) fn fire(&self) {
        self.0.0.store(true, Ordering::Release);
        self.0.1.notify_waiters();
    }

    /// The client cancelled the call, or went away.
    pub fn is_cancelled(&self) -> bool {
        self.0.0.load(Ordering::Acquire)
    }

    /// Resolves when the call is cancelled.
    pub async fn cancelled(&self) {
        let mut notified = std::pin::pin!(self.0.1.notified());
        notified.as_mut().enable();
        if !self.is_cancelled() {
            notified.await;
        }
    }
}

/// Progress reports as an argument of their own.
#[derive(Clone, Debug)]
pub struct Progress(pub(crate) Context);

impl Progress {
    /// Reports that `done` of `total` is done; see [`Context::progress`].
    pub fn report(&self, done: f64, total: f64) {
        self.0.progress(done, Some(total), None);
    }

    /// The same with a message for people.
    pub fn report_with(&self, done: f64, total: f64, message: &str) {
        self.0.progress(done, Some(total), Some(message));
    }
}

/// What outlives a call that is cut short: its context learns that nobody waits any more.
#[derive(Debug)]
pub(crate) struct Watched(Option<Context>);

impl Watched {
    pub(crate) fn new(context: Option<Context>) -> Self {
        Watched(context)
    }

    pub(crate) fn context(&self) -> Option<Context> {
        self.0.clone()
    }

    /// The call is answered.
    pub(crate) fn finish(&mut self) {
        if let Some(context) = self.0.take() {
            context.finish();
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(context) = self.0.take() {
            context.abandon();
        }
    }
}
