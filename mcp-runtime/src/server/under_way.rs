//! The calls of one stream that were not ready at once. Each is a task, so that calls run beside each other and one that
//! panics is alone with it.

use super::context::Context;
use super::dispatch::Pending;
use std::collections::HashMap;
use std::future::poll_fn;
use std::task::{self, Poll};
use std::time::Duration;
use tokio::task::{AbortHandle, Id, JoinSet};

/// A call that has ended, and its task.
#[derive(Debug)]
pub(crate) struct Finished(Id, Ended);

/// What a call that has ended comes to.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) id: Box<str>,
    pub(crate) answer: Vec<u8>,
    /// It has no answer, but opens a subscription by this message.
    pub(crate) granted: Option<Box<str>>,
}

/// The calls under way.
#[derive(Debug, Default)]
pub(crate) struct UnderWay {
    tasks: JoinSet<Ended>,
    by_id: HashMap<Box<str>, Call>,
}

#[derive(Debug)]
struct Call {
    task: AbortHandle,
    /// What the handler says by, if it took one.
    context: Option<Context>,
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
        let context = pending.context();
        let task = self.tasks.spawn(async move {
            let mut out = Vec::with_capacity(256);
            poll_fn(|context| pending.poll(context, &mut out).map(drop)).await;
            Ended {
                id: pending.id().into(),
                granted: pending.granted().filter(|_| out.is_empty()),
                answer: out,
            }
        });
        self.by_id.insert(id, Call { task, context, batch });
    }

    /// The call is no longer wanted; `None` if it is not under way.
    pub(crate) fn cancel(&mut self, id: &str) -> Option<Left<()>> {
        let Call { task, context, batch } = self.by_id.remove(id)?;
        // The task ends when its handler next waits; until then nothing more is said.
        if let Some(context) = context {
            context.abandon();
        }
        task.abort();
        Some(Left { what: (), batch })
    }

    /// The next task that ended: `None` of it for a call that was cancelled. Not ready while there is no task.
    pub(crate) fn poll_ended(&mut self, context: &mut task::Context<'_>) -> Poll<Option<Finished>> {
        if self.tasks.is_empty() {
            return Poll::Pending;
        }
        match self.tasks.poll_join_next_with_id(context) {
            // A panic was caught inside the call, so an error is a cancellation.
            Poll::Ready(Some(ended)) => Poll::Ready(ended.ok().map(|(task, ended)| Finished(task, ended))),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    /// What a call that ended comes to. One that was cancelled when it had just ended comes to nothing, even if another
    /// call has its id by now.
    pub(crate) fn answer(&mut self, Finished(task, ended): Finished) -> Option<Left<Ended>> {
        let call = self.by_id.get(&ended.id)?;
        if call.task.id() != task {
            return None;
        }
        let batch = call.batch;
        self.by_id.remove(&ended.id);
        Some(Left { what: ended, batch })
    }

    /// Stops every call, and gives them a moment to be dropped: one that holds on to its thread is left to it.
    pub(crate) async fn stop(&mut self) {
        self.tasks.abort_all();
        let dropped = async { while self.tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(Duration::from_millis(100), dropped).await;
        self.by_id.clear();
    }
}
