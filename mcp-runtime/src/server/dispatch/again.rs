//! Rounds in a session of a revision without them: what a handler requires is asked by requests of the server's own, and
//! the handler called again with the answers. So a handler that asks in its answer is the same in both eras.

use super::once_more;
use crate::jsonrpc::McpError;
use crate::revision::{MayAsk, Method};
use crate::server::context::Context;
use crate::server::input_required::InputRequired;
use crate::server::reply::Reply;
use crate::server::request::{Request, Retry, Tries};
use crate::server::step::{Running, answering};
use crate::types::{InputRequest, JsonObject};
use serde_json::value::{RawValue, to_raw_value};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

/// Rounds above which a handler is taken to ask for ever.
const MOST_ROUNDS: usize = 64;

/// What it takes to call a handler once more.
#[derive(Debug)]
pub(super) struct Again {
    context: Context,
    method: Method,
    text: Box<str>,
    /// Rounds there have been.
    rounds: usize,
}

type Asking<'a> = Pin<Box<dyn Future<Output = Result<Box<RawValue>, McpError>> + Send + 'a>>;

impl Again {
    /// A call whose handler took no context could not read an answer, so there is none for it.
    pub(super) fn new(request: &Request<'_>, method: Method, text: &str) -> Option<Self> {
        let asks = method.may_ask() == MayAsk::Yes && !request.revision.is_modern();
        let context = request.taken_context().filter(|_| asks)?;
        Some(Again {
            context,
            method,
            text: text.into(),
            rounds: request.retry().map_or(0, |retry| retry.rounds),
        })
    }

    /// Asks, and calls again; what the handler asks then is asked in the same way.
    pub(super) fn run(self, required: Arc<InputRequired>) -> Pin<Box<dyn Running>> {
        answering(self.round(required), |ended, reply: &mut Reply<'_>| match ended {
            Ok((answer, code)) => {
                reply.out.extend_from_slice(&answer);
                reply.code = code;
            }
            Err(error) => reply.error(&error),
        })
    }

    async fn round(self, required: Arc<InputRequired>) -> Result<(Vec<u8>, Option<i32>), McpError> {
        if self.rounds == MOST_ROUNDS {
            tracing::error!("a handler for {} asks without end", self.method.as_str());
            return Err(McpError::internal("Handler returned an invalid result"));
        }
        let retry = Retry {
            responses: Some(self.ask(&required).await?),
            state: required.state.clone().map(Into::into),
            digest: None,
            rounds: self.rounds + 1,
        };
        let tries = Tries {
            whole: &self.context,
            principal: self.context.principal(),
        };
        let mut answer = Vec::new();
        let code = once_more(tries, self.method, &self.text, None, Some(retry), &mut answer).await?;
        Ok((answer, code))
    }

    /// Asks everything at once.
    async fn ask(&self, required: &InputRequired) -> Result<Box<RawValue>, McpError> {
        let mut asking: Vec<(&str, Option<Asking<'_>>)> = Vec::new();
        for (key, question) in required.requests.iter() {
            let answer: Asking<'_> = match question {
                InputRequest::Elicit(params) => Box::pin(self.context.ask_elicitation(params)),
                InputRequest::CreateMessage(params) => Box::pin(self.context.ask_sampling(params)),
                InputRequest::ListRoots(params) => Box::pin(self.context.ask_roots(params)),
            };
            asking.push((key, Some(answer)));
        }
        let mut answers = JsonObject::new();
        poll_fn(|context| {
            let mut waits = false;
            for (key, slot) in &mut asking {
                let Some(answer) = slot else { continue };
                match answer.as_mut().poll(context) {
                    Poll::Pending => waits = true,
                    Poll::Ready(Ok(answer)) => {
                        *slot = None;
                        answers.insert(
                            (*key).to_owned(),
                            serde_json::from_str(answer.get()).unwrap_or_default(),
                        );
                    }
                    Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                }
            }
            if waits { Poll::Pending } else { Poll::Ready(Ok(())) }
        })
        .await?;
        to_raw_value(&answers).map_err(|_| McpError::internal("the client's answers cannot be read"))
    }
}
