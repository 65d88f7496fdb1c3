//! What the server says: answers, notifications, and requests of its own.

use super::builder::Notification;
use super::error::ClientError;
use super::session::{Answer, Closing, State};
use crate::jsonrpc::{self, Id, MapOnly, McpError, Message};
use crate::transport::lines::{Line, Lines, trimmed};
use crate::types::{LogMessageParams, ProgressParams};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest line a server may send.
const LONGEST_LINE: usize = 64 * 1024 * 1024;

impl State {
    fn hear(&self, line: &[u8]) {
        let line = trimmed(line);
        if line.is_empty() {
            return;
        }
        let Ok(text) = std::str::from_utf8(line) else {
            tracing::debug!("a line that is not UTF-8 was ignored");
            return;
        };
        let message: Message<'_> = match Message::parse(text) {
            Ok(message) => message,
            Err(malformed) => return self.malformed(text, &malformed.error),
        };
        match (&message.method, message.id) {
            (Some(method), Some(id)) => self.request(id, method),
            (Some(method), None) => self.notice(method, message.params),
            (None, Some(id)) => {
                let error = message.error.filter(|error| error.get() != "null");
                let answer = match (message.result, error) {
                    (_, Some(error)) => Err(match serde_json::from_str::<MapOnly<McpError>>(error.get()) {
                        Ok(error) => ClientError::Protocol(error.0),
                        Err(_) => ClientError::Unexpected("The server answered with an error that is none".into()),
                    }),
                    (Some(result), None) => Ok(result.to_owned()),
                    (None, None) => Err(ClientError::Unexpected("The server answered with no result".into())),
                };
                self.settle(number(id.as_str()), answer);
            }
            (None, None) => tracing::debug!("a message that is neither for anyone nor an answer was ignored"),
        }
    }

    /// What can be told is an answer must not leave its waiter waiting.
    #[cold]
    fn malformed(&self, text: &str, error: &McpError) {
        #[derive(Deserialize)]
        struct Bare {
            id: Option<u64>,
            method: Option<Box<RawValue>>,
            error: Option<McpError>,
        }
        tracing::debug!(%error, "a message that is no JSON-RPC was heard");
        match serde_json::from_str(text) {
            Ok(Bare {
                id: Some(id),
                method: None,
                ..
            }) => {
                let fault = format!("The server's answer is no JSON-RPC response: {error}");
                self.settle(Some(id), Err(ClientError::Unexpected(fault)));
            }
            // The server could not read a request, not even its id: one that is alone under way is the one.
            Ok(Bare {
                id: None,
                method: None,
                error: Some(error),
            }) => {
                tracing::warn!(%error, "the server could not read a request");
                let only = self.open().as_ref().and_then(|open| {
                    let mut ids = open.waiting.keys();
                    ids.next().copied().filter(|_| ids.next().is_none())
                });
                self.settle(only, Err(ClientError::Protocol(error)));
            }
            _ => {}
        }
    }

    fn settle(&self, id: Option<u64>, answer: Answer) {
        let waiter = id.and_then(|id| self.open().as_mut().and_then(|open| open.waiting.remove(&id)));
        // An answer nobody waits for: cancelled, timed out, or never asked.
        if waiter.is_none_or(|waiter| waiter.answer.send(answer).is_err()) {
            tracing::debug!("an answer to no request under way was ignored");
        }
    }

    /// Refuses what a server asks; a ping is answered where there is one.
    fn request(&self, id: Id<'_>, method: &str) {
        let mut line = Vec::new();
        if method == "ping" && !self.modern.load(Ordering::Relaxed) {
            jsonrpc::begin(&mut line, id.as_bytes());
            line.extend_from_slice(br#","result":{}}"#);
        } else {
            jsonrpc::error_response(&mut line, id.as_bytes(), &McpError::method_not_found(method));
        }
        // A server that asks much and reads nothing must not fill the memory.
        match self.unsent.clone().try_acquire_owned() {
            Ok(permit) => drop(self.open().as_ref().map(|open| open.queue(line, Some(permit)))),
            Err(_) => tracing::warn!("a server's request was not answered: the server does not read"),
        }
    }

    fn notice(&self, method: &str, params: Option<&RawValue>) {
        match method {
            // Requests by the server are answered at once, so there is nothing to cancel.
            "notifications/cancelled" => return,
            "notifications/progress" => {
                if let Some(progress) = object::<ProgressParams>(params) {
                    self.progress(&progress);
                }
            }
            "notifications/message" => {
                if let Some(hook) = &self.hooks.log
                    && let Some(message) = object::<LogMessageParams>(params)
                {
                    call("log messages", || hook(&message));
                }
            }
            _ => {}
        }
        if let Some(hook) = &self.hooks.notification {
            let params = object(params).unwrap_or_default();
            let method = method.to_owned();
            call("notifications", || hook(&Notification { method, params }));
        }
    }

    fn progress(&self, progress: &ProgressParams) {
        let id = number(&progress.progress_token.to_string());
        let known = self
            .open()
            .as_ref()
            .and_then(|open| Some(open.waiting.get(&id?)?.progress.clone()));
        let Some(hook) = known else {
            tracing::debug!("progress of no request under way was ignored");
            return;
        };
        for hook in hook.iter().chain(&self.hooks.progress) {
            call("progress", || hook(progress));
        }
    }
}

/// An id of ours as a server writes it; some make a string of it.
fn number(text: &str) -> Option<u64> {
    text.trim_matches('"').parse().ok()
}

fn object<T: DeserializeOwned>(params: Option<&RawValue>) -> Option<T> {
    serde_json::from_str::<MapOnly<T>>(params?.get())
        .inspect_err(|error| tracing::debug!(%error, "a notification whose parameters do not fit"))
        .map(|params| params.0)
        .ok()
}

/// Runs a user's callback, which must not take the connection down.
fn call(what: &str, callback: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(callback)).is_err() {
        tracing::error!("the callback for {what} panicked");
    }
}

/// Hears every line until the stream ends.
pub(super) async fn read<R: AsyncRead + Unpin>(state: Closing, mut reader: R) {
    let state = &state.0;
    let mut lines = Lines::new(LONGEST_LINE);
    loop {
        match reader.read_buf(lines.buffer()).await {
            Ok(1..) => {}
            ended => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "the server cannot be read any more");
                } else if let Some(rest) = lines.rest() {
                    state.hear(lines.bytes(rest));
                }
                return;
            }
        }
        while let Some(line) = lines.next() {
            match line {
                Line::Whole(line) => state.hear(lines.bytes(line)),
                // Whose answer it was cannot be told, and whoever waits for it must not wait for ever.
                Line::TooLong => {
                    let waiting = state.open().as_mut().map(|open| std::mem::take(&mut open.waiting));
                    for waiter in waiting.into_iter().flat_map(HashMap::into_values) {
                        let fault = "The server sent a message longer than 64 MiB".to_owned();
                        let _ = waiter.answer.send(Err(ClientError::Unexpected(fault)));
                    }
                }
            }
        }
    }
}
