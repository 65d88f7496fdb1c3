//! What the server sends on its own account: notifications on their way to one client.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Messages above which further ones are dropped: a client that does not read must not fill the memory.
const MOST_QUEUED: usize = 4096;

/// A bounded queue of finished messages, one line each.
#[derive(Debug)]
pub(crate) struct Outgoing {
    most: usize,
    queue: Mutex<VecDeque<Vec<u8>>>,
    ready: Notify,
    /// The stream that carries this should be closed once this much is sent.
    close: AtomicBool,
}

impl Default for Outgoing {
    fn default() -> Self {
        Outgoing::with_room_for(MOST_QUEUED)
    }
}

impl Outgoing {
    pub(crate) fn with_room_for(most: usize) -> Self {
        Outgoing {
            most,
            queue: Mutex::default(),
            ready: Notify::new(),
            close: AtomicBool::new(false),
        }
    }

    fn queue(&self) -> MutexGuard<'_, VecDeque<Vec<u8>>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a message; the oldest one is kept and the new one dropped when the queue is full.
    pub(crate) fn push(&self, message: Vec<u8>) {
        if !self.try_push(message) {
            tracing::warn!(
                "a notification was dropped: {} wait for a client that does not read",
                self.most
            );
        }
    }

    /// Queues a message. False if the queue is full.
    pub(crate) fn try_push(&self, message: Vec<u8>) -> bool {
        let mut queue = self.queue();
        if queue.len() >= self.most {
            return false;
        }
        queue.push_back(message);
        drop(queue);
        self.ready.notify_one();
        true
    }

    /// Queues a message of which there are few, the last of their kind, whether or not the queue is full.
    pub(crate) fn push_always(&self, message: Vec<u8>) {
        self.queue().push_back(message);
        self.ready.notify_one();
    }

    /// The same, unless the very message waits already: a client that has not read yet that a list has changed need not
    /// be told again. False if the queue is full.
    pub(crate) fn push_once(&self, message: Vec<u8>) -> bool {
        let waits = self.queue().contains(&message);
        waits || self.try_push(message)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue().is_empty()
    }

    pub(crate) fn pop(&self) -> Option<Vec<u8>> {
        self.queue().pop_front()
    }

    /// Resolves when something was queued since the last call.
    pub(crate) async fn ready(&self) {
        self.ready.notified().await;
    }

    /// Asks for the connection to be closed, where the client can come back for the rest.
    pub(crate) fn ask_to_close(&self) {
        self.close.store(true, Ordering::Release);
        self.ready.notify_one();
    }

    /// Whether that was asked since the last call.
    pub(crate) fn take_close(&self) -> bool {
        self.close.swap(false, Ordering::AcqRel)
    }
}
