//! The calls of one stream that were not ready at once. Each is a task, so that calls run beside each other and one that
//! panics or never yields is alone with it.

use super::dispatch::Pending;
use std::collections::HashMap;
use std::future::poll_fn;
use std::task::{Context, Poll};
use tokio::task::{AbortHandle, Id, JoinSet};

/// A call that has ended: its task, its id and its answer.
#[derive(Debug)]
pub(crate) struct Finished(Id, Box<str>, Vec<u8>);

/// The calls under way.
#[derive(Debug, Default)]
pub(crate) struct UnderWay {
    tasks: JoinSet<(Box<str>, Vec<u8>)>,
    by_id: HashMap<Box<str>, Call>,
}

#[derive(Debug)]
struct Call {
    task: AbortHandle,
    batch: Option<u64>,
}

/// What a call leaves when it is over.
#[derive(Debug)]
pub(crate) struct Left<T> {
    pub(crate) what: T,
    /// The batch it came in.
    pub(crate) batch: Option<u64>,
}

impl UnderWay {
    pub(crate) fn count(&self) -> usize {
        self.tasks.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Whether the id is that of a call that will be answered.
    #[inline]
    pub(crate) fn has(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// Takes a call, whose id must not be in use, and which came in this batch.
    pub(crate) fn start(&mut self, mut pending: Pending, batch: Option<u64>) {
        let id: Box<str> = pending.id().into();
        let task = self.tasks.spawn(async move {
            let mut out = Vec::with_capacity(256);
            poll_fn(|context| pending.poll(context, &mut out).map(drop)).await;
            (pending.id().into(), out)
        });
        self.by_id.insert(id, Call { task, batch });
    }

    /// The call is no longer wanted; `None` if it is not under way.
    pub(crate) fn cancel(&mut self, id: &str) -> Option<Left<()>> {
        let Call { task, batch } = self.by_id.remove(id)?;
        task.abort();
        Some(Left { what: (), batch })
    }

    /// The next task that ended: `None` of it for a call that was cancelled. Not ready while there is no task.
    pub(crate) fn poll_ended(&mut self, context: &mut Context<'_>) -> Poll<Option<Finished>> {
        match self.tasks.poll_join_next_with_id(context) {
            // A panic was caught inside the call, so an error is a cancellation.
            Poll::Ready(Some(ended)) => Poll::Ready(ended.ok().map(|(task, (id, answer))| Finished(task, id, answer))),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    /// The answer of a call that ended. One that was cancelled when it had just ended has none, even if another call has
    /// its id by now.
    pub(crate) fn answer(&mut self, Finished(task, id, answer): Finished) -> Option<Left<Vec<u8>>> {
        let call = self.by_id.get(&id)?;
        if call.task.id() != task {
            return None;
        }
        let batch = call.batch;
        self.by_id.remove(&id);
        Some(Left { what: answer, batch })
    }

    /// Stops every call, and waits until it has.
    pub(crate) async fn stop(&mut self) {
        self.tasks.shutdown().await;
        self.by_id.clear();
    }
}
