//! What the server says: answers, notifications, and requests of its own.

use super::builder::Notification;
use super::error::ClientError;
use super::peer::Peer;
use crate::jsonrpc::{MapOnly, McpError, Message, batch, code};
use crate::revision::{Cancelled, Revision};
use crate::types::{JsonObject, LogMessageParams, ProgressParams, ResourceUpdatedParams, SUBSCRIPTION_ID_META_KEY};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Peer {
    /// Takes what the server says: a message, whatever it is, or several where the revision has batches.
    pub(super) fn hear(self: &Arc<Self>, text: &str) {
        if let Some(hook) = &self.hooks.message {
            call("messages", || hook(text));
        }
        if text.trim_start().starts_with('[') && self.revision().is_some_and(Revision::has_batches) {
            match batch::members(text) {
                Ok(members) => members.into_iter().for_each(|member| self.hear_one(member.get())),
                Err(error) => tracing::debug!(%error, "a batch that cannot be read was heard"),
            }
            return;
        }
        self.hear_one(text);
    }

    fn hear_one(self: &Arc<Self>, text: &str) {
        let message: Message<'_> = match Message::parse(text) {
            Ok(message) => message,
            Err(malformed) => return self.malformed(text, &malformed.error),
        };
        match (&message.method, message.id) {
            (Some(method), Some(id)) => self.request(id, method, message.params),
            (Some(method), None) => self.notice(text, method, message.params),
            (None, Some(id)) => self.settle(number(id.as_str()), answer(&message)),
            (None, None) => match message.error.map(|error| serde_json::from_str(error.get())) {
                Some(Ok(error)) => self.unread(error),
                _ => tracing::debug!("a message that is neither for anyone nor an answer was ignored"),
            },
        }
    }

    /// Takes a message that is not UTF-8, with U+FFFD for what is wrong in it.
    #[cold]
    pub(super) fn garbled(&self, text: &str) {
        self.malformed(text, &McpError::new(code::PARSE_ERROR, "it is not UTF-8"));
    }

    /// What can be told is an answer must not leave its waiter waiting.
    #[cold]
    fn malformed(&self, text: &str, error: &McpError) {
        #[derive(Deserialize)]
        struct Bare<'a> {
            #[serde(borrow)]
            id: Option<&'a RawValue>,
            #[serde(borrow)]
            method: Option<&'a RawValue>,
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
                self.settle(number(id.get()), Err(ClientError::Unexpected(fault)));
            }
            Ok(Bare {
                id: None,
                method: None,
                error: Some(error),
            }) => self.unread(error),
            _ => {}
        }
    }

    /// The server could not read a request, not even its id, which it leaves out or makes null: one that is alone under
    /// way is the one.
    #[cold]
    fn unread(&self, error: McpError) {
        tracing::warn!(%error, "the server could not read a request");
        self.settle(self.only(), Err(ClientError::Protocol(error)));
    }

    fn notice(&self, text: &str, method: &str, params: Option<&RawValue>) {
        match method {
            "notifications/cancelled" => {
                if let Some(id) = Cancelled::request_id(text) {
                    self.cancelled(&id);
                }
                return;
            }
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
        if method.ends_with("/list_changed") {
            self.changes.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(cache) = &self.cache {
            let uri = (method == "notifications/resources/updated").then(|| object::<ResourceUpdatedParams>(params));
            cache.notice(method, uri.flatten().as_ref().map(|updated| updated.uri.as_str()));
        }
        // The key may be written with escapes: it is found for certain once the parameters are read.
        let may_be = |text: &str| text.contains(SUBSCRIPTION_ID_META_KEY) || text.contains('\\');
        let subscribed = params.is_some_and(|params| may_be(params.get()));
        if self.hooks.notification.is_none() && !subscribed {
            return;
        }
        let params: JsonObject = object(params).unwrap_or_default();
        if let Some(listener) = subscription(&params).and_then(|id| self.listener_of(id)) {
            listener(method, &params);
        }
        if let Some(hook) = &self.hooks.notification {
            let method = method.to_owned();
            call("notifications", || hook(&Notification { method, params }));
        }
    }

    /// The server does not wait for one of our answers any more, or ends a subscription.
    fn cancelled(&self, id: &str) {
        self.asked.abort(id);
        if let Some(id) = number(id)
            && self.listener_of(id).is_some()
        {
            let fault = "the server cancelled the subscription".to_owned();
            self.settle(Some(id), Err(ClientError::SubscriptionLost(fault)));
        }
    }

    fn progress(&self, progress: &ProgressParams) {
        let id = number(&progress.progress_token.to_string());
        let known = id.and_then(|id| self.progress_of(id));
        let Some(hook) = known else {
            tracing::debug!("progress of no request under way was ignored");
            return;
        };
        for hook in hook.iter().chain(&self.hooks.progress) {
            call("progress", || hook(progress));
        }
    }
}

/// The answer in a response.
pub(super) fn answer(message: &Message<'_>) -> Result<Box<RawValue>, ClientError> {
    let error = message.error.filter(|error| error.get() != "null");
    match (message.result, error) {
        (_, Some(error)) => Err(match serde_json::from_str::<MapOnly<McpError>>(error.get()) {
            Ok(error) => ClientError::Protocol(error.0),
            Err(_) => ClientError::Unexpected("The server answered with an error that is none".into()),
        }),
        (Some(result), None) => Ok(result.to_owned()),
        (None, None) => Err(ClientError::Unexpected("The server answered with no result".into())),
    }
}

/// The id of the subscription that a notification belongs to.
fn subscription(params: &JsonObject) -> Option<u64> {
    let id = params.get("_meta")?.get(SUBSCRIPTION_ID_META_KEY)?;
    number(&id.to_string())
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
pub(super) fn call(what: &str, callback: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(callback)).is_err() {
        tracing::error!("the callback for {what} panicked");
    }
}
