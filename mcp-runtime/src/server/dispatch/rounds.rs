//! Requests that take more than one round: what comes back is verified before the handler sees it, what goes out is
//! sealed (basic "Multi Round-Trip Requests", SEP-2322).

use super::Params;
use super::again::Again;
use crate::jsonrpc::{JsonText, McpError, append, escape};
use crate::revision::{MayAsk, Method};
use crate::server::context::Principal;
use crate::server::input_required::{Binding, InputRequired};
use crate::server::needs::require;
use crate::server::reply::Reply;
use crate::server::request::{Request, Retry};
use crate::types::ClientCapabilities;
use serde_json::value::RawValue;

/// What a call that is not ready at once needs to ask something.
#[derive(Debug)]
pub(super) enum Bound {
    /// What its state is bound to.
    Sealed(Box<Sealed>),
    /// What it takes to call it again in a session.
    Again(Again),
}

#[derive(Debug)]
pub(super) struct Sealed {
    method: Method,
    /// The target, the arguments and what the client can do, as they were written, one behind the other.
    texts: Box<str>,
    /// Where the first two end.
    ends: [usize; 2],
    digest: Option<Box<str>>,
    principal: Option<Principal>,
}

impl Bound {
    pub(super) fn new(request: &Request<'_>, method: Method, params: &Params<'_>, text: &str) -> Option<Self> {
        if method.may_ask() == MayAsk::No {
            return None;
        }
        if !request.revision.is_modern() {
            return Again::new(request, method, text).map(Bound::Again);
        }
        let (target, arguments) = (target(method, params), arguments(params));
        let able = request.capabilities().unwrap_or_default();
        Some(Bound::Sealed(Box::new(Sealed {
            method,
            texts: [target, arguments, able].concat().into(),
            ends: [target.len(), target.len() + arguments.len()],
            digest: digest(request).map(Into::into),
            principal: request.principal(),
        })))
    }
}

impl Sealed {
    pub(super) fn answer(&self, reply: &mut Reply<'_>) {
        let (rest, able) = self.texts.split_at(self.ends[1]);
        let (target, arguments) = rest.split_at(self.ends[0]);
        let binding = Binding {
            method: self.method.as_str(),
            target,
            arguments,
            digest: self.digest.as_deref(),
            principal: self.principal.as_ref(),
        };
        write(reply, &binding, able);
    }
}

/// What a state of this request is bound to.
fn binding<'a>(method: Method, params: &'a Params<'_>, principal: Option<&'a Principal>) -> Binding<'a> {
    Binding {
        method: method.as_str(),
        target: target(method, params),
        arguments: arguments(params),
        digest: None,
        principal,
    }
}

/// The digest of the arguments, where a state of an earlier round had it.
fn digest<'a>(request: &'a Request<'_>) -> Option<&'a str> {
    request.retry().and_then(|retry| retry.digest.as_deref())
}

fn target<'a>(method: Method, params: &'a Params<'_>) -> &'a str {
    let named = if method == Method::ResourcesRead {
        &params.uri
    } else {
        &params.name
    };
    named.as_ref().map_or("", |named| &named.0)
}

fn arguments<'a>(params: &Params<'a>) -> &'a str {
    params.arguments.map_or("{}", JsonText::get)
}

/// Reads what the client brings back.
///
/// # Errors
/// The state is not one of ours, or not for this request.
#[cold]
pub(super) fn returned(request: &Request<'_>, method: Method, params: &Params<'_>) -> Result<Retry, McpError> {
    let mut retry = Retry {
        responses: params
            .input_responses
            .and_then(|text| RawValue::from_string(text.get().to_owned()).ok()),
        state: None,
        digest: None,
        rounds: 0,
    };
    let Some(token) = params.request_state else {
        return Ok(retry);
    };
    let token: Option<String> = serde_json::from_str(token.get()).ok();
    let principal = request.principal();
    let binding = binding(method, params, principal.as_ref());
    let shared = request.shared;
    let (state, digest) = shared
        .state_security()?
        .open(&shared.info.name, &binding, token.as_deref())?;
    retry.state = Some(state.into());
    retry.digest = Some(digest.into());
    Ok(retry)
}

/// Writes what a handler that is answered at once asks.
#[cold]
pub(super) fn answer(request: &Request<'_>, method: Method, params: &Params<'_>, reply: &mut Reply<'_>) {
    if method.may_ask() == MayAsk::No {
        return reply.error(&invalid(method.as_str(), "it may not require an input"));
    }
    let principal = request.principal();
    let binding = Binding {
        digest: digest(request),
        ..binding(method, params, principal.as_ref())
    };
    write(reply, &binding, request.capabilities().unwrap_or_default());
}

/// `able` is what the client can do, as it was written.
fn write(reply: &mut Reply<'_>, binding: &Binding<'_>, able: &str) {
    let Some(required) = reply.asked.take() else { return };
    if let Err(error) = try_write(reply, binding, able, &required) {
        reply.error(&error);
    }
}

#[cold]
fn invalid(method: &str, why: &str) -> McpError {
    tracing::error!("handler for {method} returned an invalid result: {why}");
    McpError::internal("Handler returned an invalid result")
}

fn try_write(
    reply: &mut Reply<'_>,
    binding: &Binding<'_>,
    able: &str,
    required: &InputRequired,
) -> Result<(), McpError> {
    let invalid = |why| invalid(binding.method, why);
    if !reply.revision.is_modern() {
        return Err(invalid("this revision has no input_required"));
    }
    if required.requests.is_empty() && required.state.is_none() {
        return Err(invalid("it requires neither an input nor a state"));
    }
    let able: ClientCapabilities = serde_json::from_str(able).unwrap_or_default();
    require(&able, reply.revision, &required.requests)?;
    let token = match &required.state {
        Some(state) => {
            let shared = reply.shared;
            Some(shared.state_security()?.seal(&shared.info.name, binding, state)?)
        }
        None => None,
    };
    reply.open_input_required();
    if !required.requests.is_empty() {
        reply.out.extend_from_slice(br#","inputRequests":"#);
        append(reply.out, &required.requests);
    }
    if let Some(token) = token {
        reply.out.extend_from_slice(br#","requestState":"#);
        escape(reply.out, &token);
    }
    reply.close(None);
    Ok(())
}
