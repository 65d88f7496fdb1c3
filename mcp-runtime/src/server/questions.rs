//! Requests of the server's own, on their way to a client and waiting for its answer. Until 2025-11-25; later revisions
//! have none.

use super::outgoing::Outgoing;
use crate::jsonrpc::{self, McpError, code};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// What a client answers: a result, as it was written, or an error.
pub(crate) type Answer = Result<Box<RawValue>, McpError>;

#[cold]
fn unread() -> McpError {
    McpError::internal("the client does not read what it is sent")
}

/// The questions of one connection.
#[derive(Debug, Default)]
pub(crate) struct Questions {
    next: AtomicU64,
    /// How long an answer is waited for, if not for as long as it takes.
    limit: Option<Duration>,
    /// None once the connection is gone.
    open: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    by_id: HashMap<u64, oneshot::Sender<Answer>>,
    closed: bool,
}

/// A question that is being asked; dropped before its answer, it is taken back.
struct Asking<'a> {
    questions: &'a Questions,
    outgoing: &'a Outgoing,
    id: u64,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if self.questions.open().by_id.remove(&self.id).is_some() {
            let mut cancelled = Vec::new();
            let params = serde_json::json!({ "requestId": self.id });
            jsonrpc::notification(&mut cancelled, "notifications/cancelled", &params);
            self.outgoing.push(cancelled);
        }
    }
}

impl Questions {
    fn open(&self) -> MutexGuard<'_, Waiting> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those of a client that has so long to answer each.
    pub(crate) fn within(limit: Duration) -> Self {
        Questions {
            limit: Some(limit),
            ..Questions::default()
        }
    }

    /// Asks, and waits for the answer.
    pub(crate) async fn ask<P: Serialize>(&self, outgoing: &Arc<Outgoing>, method: &str, params: &P) -> Answer {
        let closed = || McpError::new(code::CONNECTION_CLOSED, "Connection closed");
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let (answer, answered) = oneshot::channel();
        {
            let mut open = self.open();
            if open.closed {
                return Err(closed());
            }
            open.by_id.insert(id, answer);
        }
        let _asking = Asking {
            questions: self,
            outgoing,
            id,
        };
        let mut message = Vec::new();
        jsonrpc::request(&mut message, id, method, params);
        if !outgoing.try_push(message) {
            return Err(unread());
        }
        let answer = match self.limit {
            None => answered.await,
            Some(limit) => tokio::time::timeout(limit, answered).await.map_err(|_| {
                let message = format!("the client has not answered '{method}' in time");
                McpError::internal(message)
            })?,
        };
        answer.unwrap_or_else(|_| Err(closed()))
    }

    /// The client will not read this message: if it is a question, whoever asks is told.
    #[cold]
    pub(crate) fn undelivered(&self, message: &[u8]) {
        #[derive(Deserialize)]
        struct Question {
            id: u64,
            #[serde(rename = "method")]
            _method: IgnoredAny,
        }
        // Nearly all are notifications, which are not read to see that they are none.
        let asks = message.starts_with(br#"{"jsonrpc":"2.0","id":"#);
        let Some(question) = asks.then(|| serde_json::from_slice::<Question>(message).ok()).flatten() else {
            return;
        };
        let waiting = self.open().by_id.remove(&question.id);
        if let Some(waiting) = waiting {
            let _ = waiting.send(Err(unread()));
        }
    }

    /// Hands a client's response to whoever waits for it. False if nobody does.
    pub(crate) fn answered(&self, id: &str, result: Option<&RawValue>, error: Option<&RawValue>) -> bool {
        // Some clients send back a number as text.
        let Ok(id) = id.trim_matches('"').parse::<u64>() else {
            return false;
        };
        let Some(waiting) = self.open().by_id.remove(&id) else {
            return false;
        };
        let answer = match (result, error) {
            (Some(result), _) => Ok(result.to_owned()),
            (None, Some(error)) => Err(serde_json::from_str(error.get())
                .unwrap_or_else(|_| McpError::internal("the client answered with an error that is none"))),
            (None, None) => Err(McpError::internal("the client answered nothing")),
        };
        waiting.send(answer).is_ok()
    }

    /// The client is gone: nobody will answer.
    pub(crate) fn close(&self) {
        let mut open = self.open();
        open.closed = true;
        open.by_id.clear();
    }
}
