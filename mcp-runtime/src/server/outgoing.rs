//! What the server sends on its own account: notifications on their way to one client.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Messages above which further ones are dropped: a client that does not read must not fill the memory.
const MOST_QUEUED: usize = 4096;

/// A bounded queue of finished messages, one line each.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    queue: Mutex<VecDeque<Vec<u8>>>,
    ready: Notify,
}

impl Outgoing {
    fn queue(&self) -> MutexGuard<'_, VecDeque<Vec<u8>>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a message; the oldest one is kept and the new one dropped when the queue is full.
    pub(crate) fn push(&self, message: Vec<u8>) {
        let mut queue = self.queue();
        if queue.len() >= MOST_QUEUED {
            tracing::warn!("a notification was dropped: {MOST_QUEUED} wait for a client that does not read");
            return;
        }
        queue.push_back(message);
        drop(queue);
        self.ready.notify_one();
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
}
