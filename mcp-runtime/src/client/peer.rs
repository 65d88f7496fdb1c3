//! The other side of a connection, as the client sees it: who waits for which answer, and whom the server may ask.

use super::asked::Asked;
use super::builder::Hooks;
use super::cached::Cache;
use super::callbacks::Callbacks;
use super::error::ClientError;
use super::link::Link;
use super::options::Hook;
use crate::revision::Revision;
use crate::types::{JsonObject, ProgressParams};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::{Notify, oneshot};

pub(super) type Answer = Result<Box<RawValue>, ClientError>;

/// What a subscription hears: a method and its parameters.
pub(super) type Listener = Arc<dyn Fn(&str, &JsonObject) + Send + Sync>;

/// The other side.
pub(super) struct Peer {
    /// Who waits, by the id of the request; `None` once the connection has ended.
    waiting: Mutex<Option<HashMap<u64, Waiter>>>,
    ids: AtomicU64,
    revision: OnceLock<Revision>,
    link: OnceLock<Arc<dyn Link>>,
    ended: Notify,
    pub(super) hooks: Hooks,
    pub(super) callbacks: Arc<Callbacks>,
    pub(super) asked: Asked,
    /// How many changes of its lists the server has told of.
    pub(super) changes: AtomicU64,
    /// What is kept of the server's answers, if anything is.
    pub(super) cache: Option<Arc<Cache>>,
    /// The longest message that is read, in bytes.
    pub(super) longest: usize,
}

impl std::fmt::Debug for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Peer")
            .field("revision", &self.revision)
            .field("ids", &self.ids)
            .finish_non_exhaustive()
    }
}

/// Whoever waits for an answer.
pub(super) struct Waiter {
    pub(super) answer: oneshot::Sender<Answer>,
    pub(super) progress: Option<Hook<ProgressParams>>,
    pub(super) listener: Option<Listener>,
    /// Requests of the handshake are not cancelled.
    pub(super) cancellable: bool,
    /// The server may know of the request.
    pub(super) sent: bool,
}

impl Waiter {
    /// Whether there is something to cancel at the server.
    pub(super) fn is_cancellable(&self) -> bool {
        self.cancellable && self.sent
    }
}

impl Peer {
    pub(super) fn new(hooks: Hooks, callbacks: Arc<Callbacks>, cache: Option<Arc<Cache>>, longest: usize) -> Arc<Self> {
        Arc::new(Peer {
            waiting: Mutex::new(Some(HashMap::new())),
            ids: AtomicU64::new(1),
            revision: OnceLock::new(),
            link: OnceLock::new(),
            ended: Notify::new(),
            hooks,
            callbacks,
            asked: Asked::default(),
            changes: AtomicU64::new(0),
            cache,
            longest,
        })
    }

    /// The transport, which a peer is given once.
    pub(super) fn attach(&self, link: Arc<dyn Link>) {
        let _ = self.link.set(link);
        // Its tasks run already, and may have found the other side gone.
        if self.waiting().is_none() {
            self.close();
        }
    }

    pub(super) fn link(&self) -> Option<&Arc<dyn Link>> {
        self.link.get()
    }

    /// The revision, once it is settled.
    pub(super) fn revision(&self) -> Option<Revision> {
        self.revision.get().copied()
    }

    /// Settles the revision; `false` if it is another already.
    pub(super) fn settle_revision(&self, revision: Revision) -> bool {
        *self.revision.get_or_init(|| revision) == revision
    }

    pub(super) fn next_id(&self) -> u64 {
        self.ids.fetch_add(1, Ordering::Relaxed)
    }

    /// Resolves when the connection has ended.
    pub(super) async fn closed(&self) {
        let mut ended = std::pin::pin!(self.ended.notified());
        ended.as_mut().enable();
        if self.waiting().is_some() {
            ended.await;
        }
    }

    /// Anything may have changed that the server was to tell of.
    pub(super) fn missed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
        if let Some(cache) = &self.cache {
            cache.change_all();
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Option<HashMap<u64, Waiter>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits under this id.
    ///
    /// # Errors
    /// The connection has ended.
    pub(super) fn wait(&self, id: u64, waiter: Waiter) -> Result<(), ClientError> {
        let mut waiting = self.waiting();
        waiting.as_mut().ok_or(ClientError::Closed)?.insert(id, waiter);
        Ok(())
    }

    /// The request of this id goes out now: from here on the server is told when nobody waits any more.
    pub(super) fn sent(&self, id: u64) {
        if let Some(waiter) = self.waiting().as_mut().and_then(|waiting| waiting.get_mut(&id)) {
            waiter.sent = true;
        }
    }

    /// Takes whoever waits under this id.
    pub(super) fn take(&self, id: u64) -> Option<Waiter> {
        self.waiting().as_mut()?.remove(&id)
    }

    /// Whether somebody waits under this id.
    pub(super) fn waits(&self, id: u64) -> bool {
        self.waiting().as_ref().is_some_and(|waiting| waiting.contains_key(&id))
    }

    /// What to call with the progress of this request: none where nobody waits for it.
    pub(super) fn progress_of(&self, id: u64) -> Option<Option<Hook<ProgressParams>>> {
        Some(self.waiting().as_ref()?.get(&id)?.progress.clone())
    }

    /// What to call with the notifications of the subscription of this id, if there is one.
    pub(super) fn listener_of(&self, id: u64) -> Option<Listener> {
        self.waiting().as_ref()?.get(&id)?.listener.clone()
    }

    /// The id of the one request under way, if it is alone.
    pub(super) fn only(&self) -> Option<u64> {
        let waiting = self.waiting();
        let mut ids = waiting.as_ref()?.keys();
        ids.next().copied().filter(|_| ids.next().is_none())
    }

    /// Gives the answer to whoever waits for it.
    pub(super) fn settle(&self, id: Option<u64>, answer: Answer) {
        let waiter = id.and_then(|id| self.take(id));
        // An answer nobody waits for: cancelled, timed out, or never asked.
        if waiter.is_none_or(|waiter| waiter.answer.send(answer).is_err()) {
            tracing::debug!("an answer to no request under way was ignored");
        }
    }

    /// Fails every request under way that is no subscription: those are answered with next to nothing.
    pub(super) fn fail_calls(&self, error: impl Fn() -> ClientError) {
        let failed: Vec<_> = match self.waiting().as_mut() {
            Some(waiting) => waiting.extract_if(|_, waiter| waiter.listener.is_none()).collect(),
            None => return,
        };
        for (_, waiter) in failed {
            let _ = waiter.answer.send(Err(error()));
        }
    }

    /// Ends the connection: every waiter gets [`ClientError::Closed`], and whom the server asked is not asked any more.
    pub(super) fn close(&self) {
        let waiting = self.waiting().take();
        self.ended.notify_waiters();
        self.asked.abort_all();
        let Some(link) = self.link() else { return };
        let mut under_way: Vec<u64> = waiting
            .into_iter()
            .flatten()
            .filter(|(_, waiter)| waiter.is_cancellable())
            .map(|(id, _)| id)
            .collect();
        under_way.sort_unstable();
        link.end(&under_way);
    }
}

/// Ends the connection when the task that has it ends, in whatever way.
pub(super) struct Closing(pub(super) Arc<Peer>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.close();
    }
}
