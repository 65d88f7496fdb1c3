//! A call that was not ready at its first poll.

use super::rounds::Bound;
use super::span::Followed;
use crate::jsonrpc::McpError;
use crate::revision::Revision;
use crate::server::context::Watched;
use crate::server::error::Error;
use crate::server::panic::guard;
use crate::server::reply::{Reply, layer_error};
use crate::server::request::Grant;
use crate::server::shared::Shared;
use crate::server::step::Running;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// What became of a request.
pub(crate) enum Outcome {
    /// The answer is in the buffer; the code, if it is an error.
    Answered(Option<i32>),
    /// The answer will be written by this.
    Pending(Pending),
}

/// A call under way.
pub(crate) struct Pending {
    pub(super) running: Pin<Box<dyn Running>>,
    pub(super) id: Box<str>,
    pub(super) what: Box<str>,
    pub(super) revision: Revision,
    pub(super) shared: Arc<Shared>,
    /// The client sees what handlers fail with.
    pub(super) debug: bool,
    pub(super) watched: Watched,
    pub(super) grant: Option<Grant>,
    /// The span it is worked on in, if somebody wants to know.
    pub(super) followed: Option<Box<Followed>>,
    /// What a question of the handler's is bound to, where it may have one.
    pub(super) bound: Option<Bound>,
}

/// The kind of what is at work when it is a layer.
pub(super) const LAYERS: &str = "layers ";

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

    /// What the handler says by, if it took one.
    pub(crate) fn context(&self) -> Option<crate::server::context::Context> {
        self.watched.context()
    }

    /// Polls the handler; when it is ready its answer is at the end of `out`, with the code if it is an error.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>, out: &mut Vec<u8>) -> Poll<Option<i32>> {
        let entered = self.followed.as_ref().map(|followed| followed.span.enter());
        let from = out.len();
        let mut reply = Reply::new(out, self.id.as_bytes(), self.revision, &self.shared).debugging(self.debug);
        loop {
            match guard(|| self.running.as_mut().poll_reply(context, &mut reply)) {
                Ok(Poll::Pending) => return Poll::Pending,
                Ok(Poll::Ready(())) => {}
                Err(error) => panicked(&mut reply, &self.what, &error),
            }
            let Some(required) = reply.asked.take() else { break };
            match self.bound.take() {
                // What is asked by requests of its own goes on as another call.
                Some(Bound::Again(again)) => self.running = again.run(required),
                Some(Bound::Sealed(sealed)) => {
                    reply.asked = Some(required);
                    sealed.answer(&mut reply);
                    break;
                }
                None => {
                    reply.error(&McpError::internal("Handler returned an invalid result"));
                    break;
                }
            }
        }
        let code = reply.code;
        self.watched.finish();
        drop(entered);
        if let Some(followed) = self.followed.take() {
            followed.ended(&out[from..], code);
        }
        Poll::Ready(code)
    }

    /// The subscription that was asked for, if it may be opened: the message that asks for it.
    pub(crate) fn granted(&self) -> Option<Box<str>> {
        self.grant.as_ref().and_then(Grant::take)
    }
}

/// Answers a call whose handler panicked: the model of a tool reads a failed tool, other callers an internal error.
#[cold]
pub(super) fn panicked(reply: &mut Reply<'_>, what: &str, error: &Error) {
    match what.split_once(' ') {
        Some(("layers", method)) => {
            let error = layer_error(reply.debug, method, error);
            reply.error(&error);
        }
        Some(("tool", name)) => reply.tool_error(name, error),
        Some(("resource", uri)) => reply.resource_error(uri, error),
        Some((_, name)) => reply.failed("prompt", name, error),
        None => reply.failed("completion", what, error),
    }
}
