//! Rounds in a session of a revision without them: what a handler requires is asked by requests of the server's own, and
//! the handler called again with the answers. So a handler that asks in its answer is the same in both eras.

use super::{Incoming, start};
use crate::jsonrpc::{McpError, Message};
use crate::revision::{MayAsk, Method};
use crate::server::context::{Context, Watched};
use crate::server::input_required::InputRequired;
use crate::server::reply::Reply;
use crate::server::request::{Link, Request, Retry, Transported};
use crate::server::step::{Running, Step, answering};
use crate::types::{InputRequest, JsonObject};
use serde_json::value::{RawValue, to_raw_value};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// Rounds above which a handler is taken to ask for ever.
const MOST_ROUNDS: usize = 10;

/// What it takes to call a handler once more.
#[derive(Debug)]
pub(super) struct Again {
    context: Context,
    method: Method,
    text: Box<str>,
}

/// A call that has ended.
struct Ended {
    answer: Vec<u8>,
    code: Option<i32>,
    asked: Option<Box<InputRequired>>,
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
        })
    }

    /// Asks, and calls again, until there is an answer.
    pub(super) fn run(self, required: InputRequired) -> Pin<Box<dyn Running>> {
        answering(self.rounds(required), |ended, reply: &mut Reply<'_>| match ended {
            Ok(Ended { answer, code, .. }) => {
                reply.out.extend_from_slice(&answer);
                reply.code = code;
            }
            Err(error) => reply.error(&error),
        })
    }

    async fn rounds(self, mut required: InputRequired) -> Result<Ended, McpError> {
        for _ in 0..MOST_ROUNDS {
            let responses = self.ask(&required).await?;
            let ended = self.call(responses, required.state.take()).await?;
            match ended.asked {
                None => return Ok(ended),
                Some(next) => required = *next,
            }
        }
        tracing::error!("a handler for {} asks without end", self.method.as_str());
        Err(McpError::internal("Handler returned an invalid result"))
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

    /// Calls the handler with these answers.
    async fn call(&self, responses: Box<RawValue>, state: Option<String>) -> Result<Ended, McpError> {
        let (shared, revision, id) = (
            self.context.shared(),
            self.context.revision(),
            self.context.request_id().as_bytes(),
        );
        let mut answer = Vec::new();
        let (mut code, mut asked) = (None, None);
        let running = {
            let message: Incoming<'_> = Message::parse(&self.text).map_err(|malformed| malformed.error)?;
            let params = message.params.map(|params| params.0).unwrap_or_default();
            let (connection, outgoing) = self.context.way();
            let link = Link::within(connection, outgoing);
            let mut request = Request::new(shared, link, self.context.request_id(), revision);
            request.meta = params.meta.as_ref().map(|meta| &meta.0);
            if self.context.headers().is_some() {
                request.transported = Some(&self.context);
            }
            request.bring(Retry {
                responses: Some(responses),
                state: state.map(Into::into),
            });
            let mut reply = Reply::new(&mut answer, id, revision, shared);
            let (step, _) = start(&request, self.method, &params, &self.text, &mut reply);
            let watched = Watched::new(request.taken_context());
            match step {
                Step::Done => {
                    (code, asked) = (reply.code, reply.asked.take());
                    let mut watched = watched;
                    watched.finish();
                    None
                }
                Step::Running(running) => Some((running, watched)),
            }
        };
        if let Some((mut running, mut watched)) = running {
            (code, asked) = poll_fn(|context| {
                let mut reply = Reply::new(&mut answer, id, revision, shared);
                running
                    .as_mut()
                    .poll_reply(context, &mut reply)
                    .map(|()| (reply.code, reply.asked.take()))
            })
            .await;
            watched.finish();
        }
        Ok(Ended { answer, code, asked })
    }
}

impl Transported for Context {
    fn headers(&self) -> crate::server::context::Headers {
        Context::headers(self).cloned().unwrap_or_default()
    }

    fn principal(&self) -> Option<crate::server::context::Principal> {
        Context::principal(self).cloned()
    }
}
