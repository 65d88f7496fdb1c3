//! From a message to the handler that answers it.

use super::calls::{PromptArguments, PromptCall, ReadCall};
use super::connection::{Connection, Handshake};
use super::context::Watched;
use super::error::Error;
use super::panic::guard;
use super::registry::{Completing, Listed, Target};
use super::reply::Reply;
use super::request::{Link, Request, ToolCall};
use super::shared::Shared;
use super::step::{Running, Step};
use crate::jsonrpc::{BorrowedStr, MapOnly, McpError, Message};
use crate::revision::{EnvelopeMeta, Method, Revision, cacheable};
use crate::types::{
    CompleteParams, CompletionReference, InitializeParams, ReadResourceResult, SetLevelParams, SubscribeParams,
};
use crate::uri::Captures;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// The parameters that the methods in constant use have, read in the pass that reads the message.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Params<'a> {
    #[serde(borrow, default)]
    pub(crate) name: Option<BorrowedStr<'a>>,
    #[serde(borrow, default)]
    pub(crate) uri: Option<BorrowedStr<'a>>,
    #[serde(borrow, default)]
    pub(crate) cursor: Option<BorrowedStr<'a>>,
    #[serde(borrow, default)]
    pub(crate) arguments: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "_meta")]
    pub(crate) meta: Option<MapOnly<EnvelopeMeta<'a>>>,
}

/// A message to a server.
pub(crate) type Incoming<'a> = Message<'a, MapOnly<Params<'a>>>;

/// What became of a request.
pub(crate) enum Outcome {
    /// The answer is in the buffer; the code, if it is an error.
    Answered(Option<i32>),
    /// The answer will be written by this.
    Pending(Pending),
}

/// A call under way.
pub(crate) struct Pending {
    running: Pin<Box<dyn Running>>,
    id: Box<str>,
    what: Box<str>,
    revision: Revision,
    shared: Arc<Shared>,
    watched: Watched,
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pending").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Pending {
    /// The id of the request, as it was written.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Polls the handler; when it is ready its answer is at the end of `out`, with the code if it is an error.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>, out: &mut Vec<u8>) -> Poll<Option<i32>> {
        let mut reply = Reply::new(out, self.id.as_bytes(), self.revision, &self.shared);
        match guard(|| self.running.as_mut().poll_reply(context, &mut reply)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(())) => {}
            Err(error) => panicked(&mut reply, &self.what, &error),
        }
        let code = reply.code;
        self.watched.finish();
        Poll::Ready(code)
    }
}

/// Answers a call whose handler panicked: the model of a tool reads a failed tool, other callers an internal error.
#[cold]
fn panicked(reply: &mut Reply<'_>, what: &str, error: &Error) {
    match what.split_once(' ') {
        Some(("tool", name)) => reply.tool_error(name, error),
        Some(("resource", uri)) => reply.resource_error(uri, error),
        Some((_, name)) => reply.failed("prompt", name, error),
        None => reply.failed("completion", what, error),
    }
}

/// Answers a request whose revision is settled. `text` is the whole message, for methods that read it again.
#[inline]
pub(crate) fn answer(
    request: &Request<'_>,
    method: Method,
    params: &Params<'_>,
    text: &str,
    out: &mut Vec<u8>,
) -> Outcome {
    let mut reply = Reply::new(out, request.id.as_bytes(), request.revision, request.shared);
    // Names the handler should it panic; made only when a call outlives its first poll.
    let mut what = ("", "");
    let step = match method {
        Method::ToolsCall => {
            what = ("tool ", params.name.as_ref().map_or("", |name| &name.0));
            guarded(&mut reply, what, |reply| call_tool(request, params, reply))
        }
        Method::ToolsList => list(request, Listed::Tools, params, &mut reply),
        Method::ResourcesRead => {
            what = ("resource ", params.uri.as_ref().map_or("", |uri| &uri.0));
            guarded(&mut reply, what, |reply| read_resource(request, params, reply))
        }
        Method::ResourcesList => list(request, Listed::Resources, params, &mut reply),
        Method::ResourcesTemplatesList => list(request, Listed::Templates, params, &mut reply),
        Method::PromptsList => list(request, Listed::Prompts, params, &mut reply),
        Method::PromptsGet => {
            what = ("prompt ", params.name.as_ref().map_or("", |name| &name.0));
            guarded(&mut reply, what, |reply| get_prompt(request, params, reply))
        }
        _ => rare(request, method, text, &mut reply),
    };
    let waiting = match step {
        Step::Done => None,
        Step::Running(running) => first_poll(running, &mut reply, what),
    };
    let code = reply.code;
    let context = request.taken_context();
    match waiting {
        None => {
            if let Some(context) = context {
                context.finish();
            }
            Outcome::Answered(code)
        }
        Some(running) => Outcome::Pending(Pending {
            running,
            id: request.id.into(),
            what: format!("{}{}", what.0, what.1).into(),
            revision: request.revision,
            shared: request.shared.clone(),
            watched: Watched::new(context),
        }),
    }
}

/// Polls a call once where it stands: most are ready then, and cost no task and no copy of what they were called with.
/// One that is not is polled again by whoever takes it, with a waker of theirs.
#[inline]
fn first_poll(
    mut running: Pin<Box<dyn Running>>,
    reply: &mut Reply<'_>,
    what: (&str, &str),
) -> Option<Pin<Box<dyn Running>>> {
    let mut context = Context::from_waker(Waker::noop());
    match guard(|| running.as_mut().poll_reply(&mut context, reply)) {
        Ok(Poll::Ready(())) => None,
        Ok(Poll::Pending) => Some(running),
        Err(error) => {
            panicked(reply, &format!("{}{}", what.0, what.1), &error);
            None
        }
    }
}

#[inline]
fn guarded(reply: &mut Reply<'_>, what: (&str, &str), work: impl FnOnce(&mut Reply<'_>) -> Step) -> Step {
    match guard(|| work(reply)) {
        Ok(step) => step,
        Err(error) => {
            panicked(reply, &format!("{}{}", what.0, what.1), &error);
            Step::Done
        }
    }
}

#[inline]
fn call_tool(request: &Request<'_>, params: &Params<'_>, reply: &mut Reply<'_>) -> Step {
    let Some(BorrowedStr(name)) = &params.name else {
        return refuse(reply, "name is missing");
    };
    let arguments = params.arguments.map_or("{}", RawValue::get);
    if !arguments.starts_with('{') {
        return refuse(reply, "arguments must be an object");
    }
    let registry = request.shared.registry.load();
    let Some(tool) = registry.tools.get(name) else {
        reply.unknown_tool(name);
        return Step::Done;
    };
    tool.call(ToolCall {
        request,
        reply,
        tool: &tool.name,
        arguments,
        output: tool.output,
    })
}

#[cold]
fn refuse(reply: &mut Reply<'_>, why: &str) -> Step {
    reply.error(&McpError::invalid_params(format!("Invalid request parameters: {why}")));
    Step::Done
}

fn list(request: &Request<'_>, listed: Listed, params: &Params<'_>, reply: &mut Reply<'_>) -> Step {
    let registry = request.shared.registry.load();
    let cursor = params.cursor.as_ref().map(|cursor| &*cursor.0);
    let bytes = match (request.shared.page_size, cursor) {
        (None, None) => registry.whole_list(listed, request.revision),
        (size, cursor) => match registry.page(listed, request.revision, cursor, size.unwrap_or(usize::MAX)) {
            Ok(bytes) => bytes,
            Err(_) => {
                reply.error(&McpError::invalid_params("Invalid cursor: start again without one"));
                return Step::Done;
            }
        },
    };
    reply.open();
    reply.out.extend_from_slice(&bytes);
    let caches = &request.shared.caches;
    let (method, cache) = match listed {
        Listed::Tools => (Method::ToolsList, &caches.tools),
        Listed::Prompts => (Method::PromptsList, &caches.prompts),
        Listed::Resources => (Method::ResourcesList, &caches.resources),
        Listed::Templates => (Method::ResourcesTemplatesList, &caches.resources),
    };
    if cacheable(method, request.revision) {
        reply.out.push(b',');
        reply.out.extend_from_slice(cache.as_bytes());
    }
    reply.close(None);
    Step::Done
}

fn read_resource(request: &Request<'_>, params: &Params<'_>, reply: &mut Reply<'_>) -> Step {
    match &params.uri {
        Some(BorrowedStr(uri)) => read(request, uri, reply),
        None => refuse(reply, "uri is missing"),
    }
}

/// Fixed resources first, by their very URI; then templates, the most specific first.
fn read(request: &Request<'_>, uri: &str, reply: &mut Reply<'_>) -> Step {
    let registry = request.shared.registry.load();
    let cache = &request.shared.caches.read;
    if let Some(resource) = registry.resources.get(uri) {
        let captures = Captures::default();
        let mime_type = resource.def.mime_type.as_ref();
        return (resource.read)(ReadCall {
            request,
            reply,
            uri,
            captures: &captures,
            mime_type,
            cache,
        });
    }
    for template in &registry.templates {
        let Some(captures) = template.template.matches(uri) else {
            continue;
        };
        if let Some((variable, risk)) = template.def.safety.first_risk(&captures) {
            // The client must not learn which rule it met.
            tracing::info!(variable, ?risk, "a resource URI was refused");
            break;
        }
        let mime_type = template.def.mime_type.as_ref();
        return (template.read)(ReadCall {
            request,
            reply,
            uri,
            captures: &captures,
            mime_type,
            cache,
        });
    }
    reply.error(&McpError::unknown_resource(uri));
    Step::Done
}

fn get_prompt(request: &Request<'_>, params: &Params<'_>, reply: &mut Reply<'_>) -> Step {
    let Some(BorrowedStr(name)) = &params.name else {
        return refuse(reply, "name is missing");
    };
    let registry = request.shared.registry.load();
    let Some(prompt) = registry.prompts.get(name) else {
        reply.error(&McpError::invalid_params(format!("Unknown prompt: {name}")));
        return Step::Done;
    };
    let arguments: BTreeMap<String, String> = match params.arguments.map(|raw| serde_json::from_str(raw.get())) {
        None => BTreeMap::new(),
        Some(Ok(arguments)) => arguments,
        Some(Err(_)) => return refuse(reply, "the arguments of a prompt are text"),
    };
    let known = |name: &str| prompt.arguments.iter().any(|argument| argument.name == name);
    if let Some(unknown) = arguments.keys().find(|name| !known(name)) {
        let names: Vec<&str> = prompt.arguments.iter().map(|argument| argument.name).collect();
        let near =
            super::refusal::nearest(unknown, &names).map_or(String::new(), |near| format!(", did you mean '{near}'?"));
        let names = if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        };
        reply.error(&McpError::invalid_params(format!(
            "Unknown argument '{unknown}'{near} (arguments: {names})"
        )));
        return Step::Done;
    }
    let arguments = PromptArguments(arguments);
    let description = prompt.def.description.as_ref();
    (prompt.call)(PromptCall {
        request,
        reply,
        prompt: &prompt.name,
        description,
        arguments: &arguments,
    })
}

/// Methods that are called once a connection, or by people.
#[cold]
fn rare(request: &Request<'_>, method: Method, text: &str, reply: &mut Reply<'_>) -> Step {
    let shared = request.shared;
    let outcome = match method {
        Method::Discover => {
            reply.open();
            let versions = json!(Revision::MODERN);
            reply
                .out
                .extend_from_slice(format!(r#""supportedVersions":{versions},"#).as_bytes());
            let capabilities = serde_json::Value::Object(shared.capabilities(request.revision));
            reply
                .out
                .extend_from_slice(format!(r#""capabilities":{capabilities},"#).as_bytes());
            if let Some(instructions) = &shared.instructions {
                reply.out.extend_from_slice(br#""instructions":"#);
                crate::jsonrpc::escape(reply.out, instructions);
                reply.out.push(b',');
            }
            reply.out.extend_from_slice(shared.caches.discover.as_bytes());
            reply.close(None);
            Ok(())
        }
        Method::Initialize => initialize(request, text, reply),
        Method::Ping => {
            empty(reply);
            Ok(())
        }
        Method::SetLevel => params::<SetLevelParams>(text).map(|params| {
            request.link.connection().set_level(params.level);
            empty(reply);
        }),
        Method::ResourcesSubscribe => params::<SubscribeParams>(text).map(|params| {
            request.link.connection().subscribe(&params.uri);
            empty(reply);
        }),
        Method::ResourcesUnsubscribe => params::<SubscribeParams>(text).map(|params| {
            request.link.connection().unsubscribe(&params.uri);
            empty(reply);
        }),
        Method::CompletionComplete => match params::<CompleteParams>(text) {
            Ok(params) => return complete(request, params, reply),
            Err(error) => Err(error),
        },
        _ => Err(McpError::method_not_found(method.as_str())),
    };
    if let Err(error) = outcome {
        reply.error(&error);
    }
    Step::Done
}

fn empty(reply: &mut Reply<'_>) {
    reply.open();
    reply.unopen();
    reply.close(None);
}

/// Reads the message once more, for its parameters as a type.
fn params<T: DeserializeOwned>(text: &str) -> Result<T, McpError> {
    let fault = |why: &str| McpError::invalid_params(format!("Invalid request parameters: {why}"));
    match serde_json::from_str::<Message<'_, &RawValue>>(text)
        .ok()
        .and_then(|message| message.params)
    {
        Some(raw) => serde_json::from_str::<MapOnly<T>>(raw.get())
            .map(|params| params.0)
            .map_err(|error| {
                // Only what the type says about itself: never what was sent.
                let text = error.to_string();
                fault(if text.starts_with("missing field") {
                    text.split(" at line").next().unwrap_or_default()
                } else {
                    "params do not fit the method"
                })
            }),
        None => Err(fault("params are missing")),
    }
}

fn initialize(request: &Request<'_>, text: &str, reply: &mut Reply<'_>) -> Result<(), McpError> {
    let params: InitializeParams = params(text)?;
    let revision = Revision::negotiate(&params.protocol_version);
    let handshake = Handshake {
        revision,
        client_info: params.client_info,
        capabilities: params.capabilities,
    };
    if !request.link.connection().shake(handshake) {
        return Err(McpError::invalid_request("the connection is initialized already"));
    }
    let shared = request.shared;
    let mut result = json!({
        "protocolVersion": revision,
        "capabilities": shared.capabilities(revision),
        "serverInfo": shared.server_info(revision),
    });
    if let Some(instructions) = &shared.instructions {
        result["instructions"] = instructions.as_str().into();
    }
    reply.object(&result);
    Ok(())
}

fn complete(request: &Request<'_>, params: CompleteParams, reply: &mut Reply<'_>) -> Step {
    let registry = request.shared.registry.load();
    let target = match &params.reference {
        CompletionReference::Prompt(prompt) => {
            if registry.prompts.get(&prompt.name).is_none() {
                reply.error(&McpError::invalid_params(format!("Unknown prompt: {}", prompt.name)));
                return Step::Done;
            }
            Target::Prompt(prompt.name.as_str().into())
        }
        CompletionReference::Resource(resource) => Target::Resource(resource.uri.as_str().into()),
    };
    let argument = &params.argument.name;
    let found = registry
        .completers
        .iter()
        .find(|completer| completer.target == target && *completer.argument == **argument);
    let Some(completer) = found else {
        reply.object(&json!({ "completion": { "values": [] } }));
        return Step::Done;
    };
    let arguments = params.context.map(|context| context.arguments).unwrap_or_default();
    let completing = Completing {
        context: request.context().clone(),
        arguments,
    };
    let name = argument.clone();
    let future = (completer.complete)(params.argument.value, completing);
    Step::running(future, move |completion, reply: &mut Reply<'_>| match completion {
        Ok(completion) => reply.object(&json!({ "completion": completion })),
        Err(error) => reply.failed("completion", &name, &error),
    })
}

/// A handler's read of a resource of its own server: the answer a client would get, read back.
pub(crate) async fn read_own_resource(
    shared: &Arc<Shared>,
    connection: &Arc<Connection>,
    revision: Revision,
    uri: &str,
) -> Result<ReadResourceResult, McpError> {
    let mut out = Vec::new();
    let pending = {
        let request = Request::new(shared, Link::Connected(connection), "0", revision);
        let mut reply = Reply::new(&mut out, b"0", revision, shared);
        match read(&request, uri, &mut reply) {
            Step::Done => None,
            Step::Running(running) => Some((running, Watched::new(request.taken_context()))),
        }
    };
    if let Some((mut running, mut watched)) = pending {
        std::future::poll_fn(|context| {
            let mut reply = Reply::new(&mut out, b"0", revision, shared);
            running.as_mut().poll_reply(context, &mut reply)
        })
        .await;
        watched.finish();
    }
    let unreadable = || McpError::internal("the resource's own answer could not be read");
    let text = std::str::from_utf8(&out).map_err(|_| unreadable())?;
    let message: Message<'_, &RawValue> = Message::parse(text).map_err(|malformed| malformed.error)?;
    match (message.result, message.error) {
        (Some(result), _) => serde_json::from_str(result.get()).map_err(|_| unreadable()),
        (None, Some(error)) => Err(serde_json::from_str(error.get()).unwrap_or_else(|_| unreadable())),
        (None, None) => Err(unreadable()),
    }
}
