//! What the server asks: `elicitation/create`, `sampling/createMessage`, `roots/list` and `ping`, in the revisions that
//! have requests by the server.

use super::link::{Kind, Outgoing};
use super::peer::Peer;
use crate::jsonrpc::{self, Id, McpError, code};
use crate::revision::{Revision, ServerMethod};
use crate::types::InputRequest;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

/// Questions that may be open at once; further ones are not answered.
const MOST_ASKED: usize = 256;

/// The questions that are being answered, by their id as it was written.
#[derive(Debug)]
pub(super) struct Asked {
    open: Mutex<HashMap<String, AbortHandle>>,
    room: Arc<Semaphore>,
}

impl Default for Asked {
    fn default() -> Self {
        Asked {
            open: Mutex::default(),
            room: Arc::new(Semaphore::new(MOST_ASKED)),
        }
    }
}

impl Asked {
    fn open(&self) -> MutexGuard<'_, HashMap<String, AbortHandle>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The server does not want this answer any more.
    pub(super) fn abort(&self, id: &str) {
        if let Some(task) = self.open().remove(id) {
            task.abort();
        }
    }

    pub(super) fn abort_all(&self) {
        self.room.close();
        for (_, task) in self.open().drain() {
            task.abort();
        }
    }
}

impl Peer {
    /// Answers a request of the server, in a task: others go on, and the server may cancel it.
    pub(super) fn request(self: &Arc<Self>, id: Id<'_>, method: &str, params: Option<&RawValue>) {
        if self.revision().is_some_and(Revision::is_modern) {
            // Servers have no requests there, and clients no responses, whatever the transport (basic/transports).
            tracing::warn!(method, "a server asked what its revision has no way to ask");
            return;
        }
        // A server that asks much and reads nothing must not fill the memory.
        let Ok(room) = self.asked.room.clone().try_acquire_owned() else {
            tracing::warn!("a server's request was not answered: too many are open");
            return;
        };
        let question = self.question(method, params);
        let (peer, key) = (self.clone(), id.as_str().to_owned());
        let mut open = self.asked.open();
        let id = key.clone();
        let task = tokio::spawn(async move {
            let _room = room;
            let answer = match question {
                Ok(None) => Ok(b"{}".to_vec()),
                Ok(Some(question)) => peer.callbacks.answer_server(question).await,
                Err(error) => Err(error),
            };
            let mut text = Vec::new();
            match answer {
                Ok(result) => {
                    jsonrpc::begin(&mut text, id.as_bytes());
                    text.extend_from_slice(br#","result":"#);
                    text.extend_from_slice(&result);
                    text.push(b'}');
                }
                Err(error) => jsonrpc::error_response(&mut text, id.as_bytes(), &error),
            }
            let message = Outgoing {
                text,
                kind: Kind::Answer,
                revision: peer.revision(),
            };
            if let Some(link) = peer.link()
                && let Err(failure) = link.send(&peer, message).await
            {
                tracing::debug!(error = %failure.error, "an answer could not be sent");
            }
            // Meanwhile the server may have asked something else by this id.
            let mut open = peer.asked.open();
            if open.get(&id).is_some_and(|task| task.id() == tokio::task::id()) {
                open.remove(&id);
            }
        });
        // One of the same id as an open one takes its place: it cannot be cancelled any more, and runs to its end.
        open.insert(key, task.abort_handle());
    }

    /// Reads what is asked; `None` for a ping.
    ///
    /// # Errors
    /// The error to answer with.
    fn question(&self, method: &str, params: Option<&RawValue>) -> Result<Option<InputRequest>, McpError> {
        let revision = self.revision();
        if method == "ping" && revision.is_none_or(|revision| !revision.is_modern()) {
            return Ok(None);
        }
        let known = [
            ServerMethod::CreateMessage,
            ServerMethod::ListRoots,
            ServerMethod::Elicit,
        ]
        .into_iter()
        .filter(|known| revision.is_some_and(|revision| known.exists_in(revision)))
        .any(|known| known.as_str() == method);
        if !known {
            return Err(McpError::method_not_found(method));
        }
        // As text: the properties of a form have an order.
        InputRequest::read(method, params).map(Some).map_err(|error| {
            tracing::debug!(%error, "a server's request has parameters that do not fit");
            McpError::new(code::INVALID_PARAMS, "Invalid request parameters").with_data("")
        })
    }
}
