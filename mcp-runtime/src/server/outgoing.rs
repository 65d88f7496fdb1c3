//! What the server sends on its own account: notifications on their way to one client.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Messages above which further ones are dropped: a client that does not read must not fill the memory.
const MOST_QUEUED: usize = 4096;
/// Longer messages than this, in bytes, fill the queue before there are as many.
const MEAN: usize = 4096;

/// A queue of finished messages, one line each, bounded in number and in bytes.
#[derive(Debug)]
pub(crate) struct Outgoing {
    most: usize,
    queue: Mutex<Waiting>,
    ready: Notify,
    /// The stream that carries this should be closed once this much is sent.
    close: AtomicBool,
}

#[derive(Debug, Default)]
struct Waiting {
    messages: VecDeque<Vec<u8>>,
    bytes: usize,
}

impl Waiting {
    fn push(&mut self, message: Vec<u8>) {
        self.bytes += message.len();
        self.messages.push_back(message);
    }
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

    fn queue(&self) -> MutexGuard<'_, Waiting> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a message; the oldest one is kept and the new one dropped when the queue is full.
    pub(crate) fn push(&self, message: Vec<u8>) {
        if !self.try_push(message) {
            tracing::warn!(
                "a notification was dropped: {} wait for a client that does not read",
                self.queue().messages.len()
            );
        }
    }

    /// Queues a message. False if the queue is full.
    pub(crate) fn try_push(&self, message: Vec<u8>) -> bool {
        let mut queue = self.queue();
        // The last one may be as long as it is: what is longer than all the room goes alone.
        if queue.messages.len() >= self.most || queue.bytes >= self.most * MEAN {
            return false;
        }
        queue.push(message);
        drop(queue);
        self.ready.notify_one();
        true
    }

    /// Queues a message of which there are few, the last of their kind, whether or not the queue is full.
    pub(crate) fn push_always(&self, message: Vec<u8>) {
        self.queue().push(message);
        self.ready.notify_one();
    }

    /// The same, unless the very message waits already: a client that has not read yet that a list has changed need not
    /// be told again. False if the queue is full.
    pub(crate) fn push_once(&self, message: Vec<u8>) -> bool {
        let waits = self.queue().messages.contains(&message);
        waits || self.try_push(message)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue().messages.is_empty()
    }

    pub(crate) fn pop(&self) -> Option<Vec<u8>> {
        let mut queue = self.queue();
        let message = queue.messages.pop_front()?;
        queue.bytes -= message.len();
        Some(message)
    }

    /// Puts back to the front what was taken and could not be passed on.
    pub(crate) fn put_back(&self, message: Vec<u8>) {
        let mut queue = self.queue();
        queue.bytes += message.len();
        queue.messages.push_front(message);
        drop(queue);
        self.ready.notify_one();
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
