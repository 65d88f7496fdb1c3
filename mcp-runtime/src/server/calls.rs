//! How a call ends: at once, in a future, or on a thread of its own; for tools, resources and prompts.

use super::error::Error;
use super::panic::guard;
use super::reply::{Reply, ToolReply};
use super::request::{Request, ToolCall};
use super::respond::{ReadReply, ReadWith, RespondWith, Returns};
use super::step::Step;
use super::text::{TextValues, Texts};
use crate::jsonrpc::{McpError, append};
use crate::types::GetPromptResult;
use crate::uri::{Captures, UriValue};
use std::sync::Arc;

/// What is made of the output of a call's future.
type After<Returns, Output, T> = fn(&Returns, Output) -> Result<T, Error>;

pub(super) type ToolReturns<R, T, E> = Returns<R, T, E, RespondWith<T>>;
pub(super) type ReadReturns<R, T, E> = Returns<R, T, E, ReadWith<T>>;

impl ToolCall<'_, '_> {
    /// Answers with what the function has returned.
    #[inline]
    pub fn done<R, T, E>(mut self, returns: &ToolReturns<R, T, E>, returned: R) -> Step {
        let mut reply = self.tool_reply();
        match returns.settle(returned) {
            Ok(value) => (returns.with.write)(value, &mut reply),
            Err(error) => reply.error(&error),
        }
        Step::Done
    }

    /// Answers with what the future will yield.
    #[inline]
    pub fn run<F, R, T, E>(self, returns: &ToolReturns<R, T, E>, future: F) -> Step
    where
        F: Future<Output = R> + Send + 'static,
        R: 'static,
        T: 'static,
        E: 'static,
    {
        self.run_settling(returns, future, Returns::settle)
    }

    /// The same where `settle` says what the function has returned.
    #[inline]
    pub(super) fn run_settling<F, R, T, E>(
        self,
        returns: &ToolReturns<R, T, E>,
        future: F,
        settle: After<ToolReturns<R, T, E>, F::Output, T>,
    ) -> Step
    where
        F: Future + Send + 'static,
        R: 'static,
        T: 'static,
        E: 'static,
    {
        let (returns, tool, output) = (returns.clone(), self.tool.clone(), self.output);
        Step::running(future, move |returned, reply: &mut Reply<'_>| {
            let mut reply = ToolReply {
                reply,
                tool: &tool,
                output,
            };
            match settle(&returns, returned) {
                Ok(value) => (returns.with.write)(value, &mut reply),
                Err(error) => reply.error(&error),
            }
        })
    }

    /// Answers with what the function will return on the pool for blocking work.
    pub fn run_blocking<F, R, T, E>(self, returns: &ToolReturns<R, T, E>, function: F) -> Step
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
        T: 'static,
        E: 'static,
    {
        let (returns, tool, output) = (returns.clone(), self.tool.clone(), self.output);
        // Started at the first poll, which is when the call has its turn.
        // A panic is caught on the thread of the pool, which knows where it was.
        let future = async move { tokio::task::spawn_blocking(|| guard(function)).await };
        Step::running(future, move |joined, reply: &mut Reply<'_>| {
            let mut reply = ToolReply {
                reply,
                tool: &tool,
                output,
            };
            let settled = joined
                .map_err(Error::hidden)
                .flatten()
                .and_then(|returned| returns.settle(returned));
            match settled {
                Ok(value) => (returns.with.write)(value, &mut reply),
                Err(error) => reply.error(&error),
            }
        })
    }
}

/// A read of a resource on its way to the function.
#[derive(Debug)]
pub struct ReadCall<'a, 'r> {
    pub(crate) request: &'a Request<'a>,
    pub(crate) reply: &'a mut Reply<'r>,
    pub(crate) uri: &'a str,
    pub(crate) captures: &'a Captures,
    pub(crate) mime_type: Option<&'a Arc<str>>,
    pub(crate) cache: &'a Arc<str>,
}

impl TextValues for Captures {
    fn value(&self, name: &str) -> Option<UriValue> {
        self.get(name).cloned()
    }
}

impl<'a, 'r> ReadCall<'a, 'r> {
    /// The variables of the URI.
    pub fn texts(&self) -> Texts<'a> {
        Texts {
            request: self.request,
            values: self.captures,
            missing: Vec::new(),
            unfit: Vec::new(),
            failed: None,
        }
    }

    /// Answers that the URI has variables that do not fit: to a client it names no resource.
    #[cold]
    pub fn refuse(self, texts: Texts<'_>) -> Step {
        match texts.failed {
            Some(error) => self.reply.resource_error(self.uri, &error),
            None => {
                tracing::info!(
                    unfit = texts.unfit.join("; "),
                    missing = texts.missing.join(", "),
                    "resource refused its URI"
                );
                self.reply.error(&McpError::unknown_resource(self.uri));
            }
        }
        Step::Done
    }

    /// Answers with what the function has returned.
    pub fn done<R, T, E>(self, returns: &ReadReturns<R, T, E>, returned: R) -> Step {
        let mime_type = self.mime_type.map(|mime| &**mime);
        answer(
            returns,
            returns.settle(returned),
            self.reply,
            self.uri,
            mime_type,
            self.cache,
        );
        Step::Done
    }

    /// Answers with what the future will yield.
    pub fn run<F, R, T, E>(self, returns: &ReadReturns<R, T, E>, future: F) -> Step
    where
        F: Future<Output = R> + Send + 'static,
        R: 'static,
        T: 'static,
        E: 'static,
    {
        self.run_settling(returns, future, Returns::settle)
    }

    /// The same where `settle` says what the function has returned.
    pub(super) fn run_settling<F, R, T, E>(
        self,
        returns: &ReadReturns<R, T, E>,
        future: F,
        settle: After<ReadReturns<R, T, E>, F::Output, T>,
    ) -> Step
    where
        F: Future + Send + 'static,
        R: 'static,
        T: 'static,
        E: 'static,
    {
        let (returns, uri) = (returns.clone(), Box::<str>::from(self.uri));
        let (mime_type, cache) = (self.mime_type.cloned(), self.cache.clone());
        Step::running(future, move |returned, reply: &mut Reply<'_>| {
            let settled = settle(&returns, returned);
            answer(&returns, settled, reply, &uri, mime_type.as_deref(), &cache);
        })
    }
}

fn answer<R, T, E>(
    returns: &ReadReturns<R, T, E>,
    settled: Result<T, Error>,
    reply: &mut Reply<'_>,
    uri: &str,
    mime_type: Option<&str>,
    cache: &str,
) {
    match settled {
        Ok(value) => {
            let default = returns.with.mime_type;
            let mime_type = mime_type.or((!default.is_empty()).then_some(default));
            (returns.with.write)(
                value,
                &mut ReadReply {
                    reply,
                    uri,
                    mime_type,
                    cache,
                },
            );
        }
        Err(error) => reply.resource_error(uri, &error),
    }
}

/// A prompt on its way to the function.
#[derive(Debug)]
pub struct PromptCall<'a, 'r> {
    pub(crate) request: &'a Request<'a>,
    pub(crate) reply: &'a mut Reply<'r>,
    pub(crate) prompt: &'a Arc<str>,
    pub(crate) description: Option<&'a Arc<str>>,
    pub(crate) arguments: &'a PromptArguments,
}

/// The arguments of a prompt, all of them text.
#[derive(Debug, Default)]
pub struct PromptArguments(pub(crate) std::collections::BTreeMap<String, String>);

impl TextValues for PromptArguments {
    fn value(&self, name: &str) -> Option<UriValue> {
        self.0.get(name).cloned().map(UriValue::One)
    }
}

pub(super) type PromptReturns<R, T, E> = Returns<R, T, E, fn(T) -> GetPromptResult>;

impl<'a, 'r> PromptCall<'a, 'r> {
    /// The arguments.
    pub fn texts(&self) -> Texts<'a> {
        Texts {
            request: self.request,
            values: self.arguments,
            missing: Vec::new(),
            unfit: Vec::new(),
            failed: None,
        }
    }

    /// Answers what is wrong with the arguments: −32602.
    #[cold]
    pub fn refuse(self, texts: Texts<'_>) -> Step {
        if let Some(error) = texts.failed {
            self.reply.failed("prompt", self.prompt, &error);
            return Step::Done;
        }
        let mut problems = texts.unfit;
        if !texts.missing.is_empty() {
            problems.insert(0, format!("Missing required arguments: {}", texts.missing.join(", ")));
        }
        self.reply.error(&McpError::invalid_params(problems.join("; ")));
        Step::Done
    }

    /// Answers with what the function has returned.
    pub fn done<R, T, E>(self, returns: &PromptReturns<R, T, E>, returned: R) -> Step {
        render(
            returns,
            returns.settle(returned),
            self.reply,
            self.prompt,
            self.description.map(|text| &**text),
        );
        Step::Done
    }

    /// Answers with what the future will yield.
    pub fn run<F, R, T, E>(self, returns: &PromptReturns<R, T, E>, future: F) -> Step
    where
        F: Future<Output = R> + Send + 'static,
        R: 'static,
        T: 'static,
        E: 'static,
    {
        self.run_settling(returns, future, Returns::settle)
    }

    /// The same where `settle` says what the function has returned.
    pub(super) fn run_settling<F, R, T, E>(
        self,
        returns: &PromptReturns<R, T, E>,
        future: F,
        settle: After<PromptReturns<R, T, E>, F::Output, T>,
    ) -> Step
    where
        F: Future + Send + 'static,
        R: 'static,
        T: 'static,
        E: 'static,
    {
        let (returns, prompt, description) = (returns.clone(), self.prompt.clone(), self.description.cloned());
        Step::running(future, move |returned, reply: &mut Reply<'_>| {
            let settled = settle(&returns, returned);
            render(&returns, settled, reply, &prompt, description.as_deref());
        })
    }
}

fn render<R, T, E>(
    returns: &PromptReturns<R, T, E>,
    settled: Result<T, Error>,
    reply: &mut Reply<'_>,
    prompt: &str,
    description: Option<&str>,
) {
    let result = match settled {
        Ok(value) => (returns.with)(value),
        Err(error) => return reply.failed("prompt", prompt, &error),
    };
    reply.open();
    if let Some(description) = result.description.as_deref().or(description) {
        reply.out.extend_from_slice(br#""description":"#);
        crate::jsonrpc::escape(reply.out, description);
        reply.out.push(b',');
    }
    reply.out.extend_from_slice(br#""messages":["#);
    for (index, message) in result.messages.iter().enumerate() {
        if index > 0 {
            reply.out.push(b',');
        }
        reply.out.extend_from_slice(br#"{"role":"#);
        append(reply.out, &message.role);
        reply.out.extend_from_slice(br#","content":"#);
        super::reply::content_block(reply.out, &message.content, reply.revision);
        reply.out.push(b'}');
    }
    reply.out.push(b']');
    reply.close(result.meta.as_ref());
}
