//! From a message to the handler that answers it.

#[cfg(feature = "ask")]
mod again;
#[cfg(not(feature = "ask"))]
#[path = "without_again.rs"]
mod again;
mod complete;
mod features;
mod incoming;
mod lifecycle;
mod own;
mod pending;
mod rounds;
mod span;

pub(crate) use incoming::{Incoming, Params};
pub(crate) use lifecycle::params;
pub(crate) use own::read_own_resource;
pub(crate) use pending::{Outcome, Pending};

use super::context::Watched;
use super::layers::Stack;
use super::panic::guard;
use super::registry::Listed;
use super::reply::Reply;
use super::request::{Grant, Request, Retry, Tries};
use super::step::{Running, Step};
use crate::jsonrpc::McpError;
use crate::revision::{MayAsk, Method};
use pending::panicked;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Answers a request whose revision is settled: the one door by which requests of every transport come in. Layers stand
/// around what is behind it, and a span is open while it is worked on. `text` is the whole message, for methods that
/// read it again.
#[inline]
pub(crate) fn answer(
    request: &Request<'_>,
    method: Method,
    params: &Params<'_>,
    text: &str,
    out: &mut Vec<u8>,
) -> Outcome {
    match span::of(request, method, params) {
        None => through(request, method, params, text, out),
        Some(span) => traced(span, request, method, params, text, out),
    }
}

/// Through the layers, if there are any.
#[inline]
fn through(request: &Request<'_>, method: Method, params: &Params<'_>, text: &str, out: &mut Vec<u8>) -> Outcome {
    match &request.shared.layers {
        None => answer_within(request, method, params, text, out),
        Some(layers) => layered(layers, request, method, text, out),
    }
}

#[cold]
fn layered(layers: &Stack, request: &Request<'_>, method: Method, text: &str, out: &mut Vec<u8>) -> Outcome {
    let reply = request.reply(out);
    let step = layers.start(request, method, text);
    settle(request, None, step, (pending::LAYERS, method.as_str()), reply)
}

/// The same in a span.
#[cold]
fn traced(
    span: tracing::Span,
    request: &Request<'_>,
    method: Method,
    params: &Params<'_>,
    text: &str,
    out: &mut Vec<u8>,
) -> Outcome {
    let from = out.len();
    let outcome = span.in_scope(|| through(request, method, params, text, out));
    span::follow(span, method, &out[from..], outcome)
}

/// Answers a request that is past the layers.
#[inline]
pub(crate) fn answer_within(
    request: &Request<'_>,
    method: Method,
    params: &Params<'_>,
    text: &str,
    out: &mut Vec<u8>,
) -> Outcome {
    let mut reply = request.reply(out);
    if (params.request_state.is_some() || params.input_responses.is_some()) && method.may_ask() == MayAsk::Yes {
        match rounds::returned(request, method, params) {
            Ok(retry) => request.bring(retry),
            Err(error) => {
                reply.error(&error);
                return Outcome::Answered(reply.code);
            }
        }
    }
    let (step, what) = start(request, method, params, text, &mut reply);
    settle(request, Some((method, params, text)), step, what, reply)
}

/// Answers a request once more, from its context and the text of its message, which is all there is left of it: the code,
/// if the answer is an error.
///
/// # Errors
/// The text is no message any more.
pub(crate) async fn once_more(
    tries: Tries<'_>,
    method: Method,
    text: &str,
    grant: Option<Grant>,
    retry: Option<Retry>,
    out: &mut Vec<u8>,
) -> Result<Option<i32>, McpError> {
    let outcome = {
        let mut message = Incoming::empty();
        message.read(text).map_err(|malformed| malformed.error)?;
        let params = message.params();
        let mut request = Request::of(tries);
        request.grant = grant;
        if let Some(retry) = retry {
            request.bring(retry);
        }
        answer_within(&request, method, params, text, out)
    };
    Ok(match outcome {
        Outcome::Answered(code) => code,
        Outcome::Pending(mut pending) => poll_fn(|context| pending.poll(context, out)).await,
    })
}

/// Who is at work, should they panic: a kind and a name, joined only when a call outlives its first poll.
type What<'a> = (&'static str, &'a str);

/// Starts the handler of the method.
#[inline]
fn start<'a>(
    request: &Request<'_>,
    method: Method,
    params: &'a Params<'_>,
    text: &str,
    reply: &mut Reply<'_>,
) -> (Step, What<'a>) {
    let mut what = ("", "");
    let step = match method {
        Method::ToolsCall => {
            what = ("tool ", params.name.as_ref().map_or("", |name| &name.0));
            guarded(reply, what, |reply| features::call_tool(request, params, reply))
        }
        Method::ToolsList => features::list(request, Listed::Tools, params, reply),
        Method::ResourcesRead => {
            what = ("resource ", params.uri.as_ref().map_or("", |uri| &uri.0));
            guarded(reply, what, |reply| features::read_resource(request, params, reply))
        }
        Method::ResourcesList => features::list(request, Listed::Resources, params, reply),
        Method::ResourcesTemplatesList => features::list(request, Listed::Templates, params, reply),
        Method::PromptsList => features::list(request, Listed::Prompts, params, reply),
        Method::PromptsGet => {
            what = ("prompt ", params.name.as_ref().map_or("", |name| &name.0));
            guarded(reply, what, |reply| features::get_prompt(request, params, reply))
        }
        _ => lifecycle::rare(request, method, text, reply),
    };
    (step, what)
}

/// Polls what was started, and makes a call of it that others can poll if it is not ready. `asks` is what a question to
/// the user is bound to; a layer has none of its own.
#[inline]
fn settle(
    request: &Request<'_>,
    asks: Option<(Method, &Params<'_>, &str)>,
    step: Step,
    what: What<'_>,
    mut reply: Reply<'_>,
) -> Outcome {
    let waiting = match step {
        Step::Done => None,
        Step::Running(running) => first_poll(running, &mut reply, what),
    };
    let waiting = match (&reply.asked, asks) {
        (Some(_), Some((method, params, text))) => ask(request, method, params, text, &mut reply),
        _ => waiting,
    };
    let (code, debug) = (reply.code, reply.debug);
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
            debug,
            watched: Watched::new(context),
            grant: request.grant.clone(),
            followed: None,
            bound: asks.and_then(|(method, params, text)| rounds::Bound::new(request, method, params, text)),
        }),
    }
}

/// Has a question of the handler's written into its answer, or asked by requests of the server's own.
#[cold]
fn ask(
    request: &Request<'_>,
    method: Method,
    params: &Params<'_>,
    text: &str,
    reply: &mut Reply<'_>,
) -> Option<Pin<Box<dyn Running>>> {
    if let Some(again) = again::Again::new(request, method, text)
        && let Some(required) = reply.asked.take()
    {
        return Some(again.run(required));
    }
    rounds::answer(request, method, params, reply);
    None
}

/// Polls a call once where it stands: most are ready then, and cost no task and no copy of what they were called with.
/// One that is not is polled again by whoever takes it, with a waker of theirs.
#[inline]
fn first_poll(
    mut running: Pin<Box<dyn Running>>,
    reply: &mut Reply<'_>,
    what: What<'_>,
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
fn guarded(reply: &mut Reply<'_>, what: What<'_>, work: impl FnOnce(&mut Reply<'_>) -> Step) -> Step {
    match guard(|| work(reply)) {
        Ok(step) => step,
        Err(error) => {
            panicked(reply, &format!("{}{}", what.0, what.1), &error);
            Step::Done
        }
    }
}
