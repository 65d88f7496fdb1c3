//! Fills a stream of events from a queue, for as long as somebody reads the stream.

use super::event_stream::EventStream;
use crate::server::context::Cancel;
use crate::server::outgoing::Outgoing;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use tokio::task::JoinSet;

/// From the queue to the stream. Where several streams are fed from one queue, each message takes one of them.
pub(super) struct Feed {
    pub(super) outgoing: Arc<Outgoing>,
    pub(super) stream: Arc<EventStream>,
    /// What is spoken of has ended: so does the stream, after what waits.
    pub(super) over: Cancel,
    /// The server is told to stop.
    pub(super) closing: Cancel,
}

/// A message on its way into a store. It goes back into the queue if whoever reads is gone before it is there.
struct InHand<'a> {
    outgoing: &'a Outgoing,
    copy: Arc<Mutex<Option<Vec<u8>>>>,
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        if let Some(message) = taken(&self.copy) {
            self.outgoing.put_back(message);
        }
    }
}

fn taken(copy: &Mutex<Option<Vec<u8>>>) -> Option<Vec<u8>> {
    copy.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Feed {
    /// Passes on what there is room for; the rest stays in the queue, where it is not lost.
    async fn pass_on(&self) {
        while self.stream.has_room()
            && let Some(message) = self.outgoing.pop()
        {
            if self.stream.can_resume() {
                self.store(message).await;
            } else {
                self.stream.send(message, false).await;
            }
        }
    }

    /// Passes on a message by way of the store. In a task: who reads may be behind a connection that takes nothing more, and
    /// whoever comes back in its place waits for what is being stored.
    async fn store(&self, message: Vec<u8>) {
        let in_hand = InHand {
            outgoing: &self.outgoing,
            copy: Arc::new(Mutex::new(Some(message.clone()))),
        };
        let (stream, copy) = (self.stream.clone(), in_hand.copy.clone());
        let mut storing = JoinSet::new();
        storing.spawn(async move {
            stream.send(message, false).await;
            drop(taken(&copy));
        });
        if let Some(Err(error)) = storing.join_next().await {
            tracing::error!(%error, "a message was lost in the event store");
            drop(taken(&in_hand.copy));
        }
    }

    /// Runs until either ends; `farewell` says the last words when it is the server.
    pub(super) async fn run(self, farewell: impl FnOnce()) {
        let mut farewell = Some(farewell);
        let mut over = pin!(self.over.cancelled());
        let mut closing = pin!(self.closing.cancelled());
        loop {
            let ended = self.over.is_cancelled() || farewell.is_none();
            self.pass_on().await;
            if ended && self.outgoing.is_empty() {
                return self.stream.end();
            }
            let mut ready = pin!(self.outgoing.ready());
            poll_fn(|context| {
                if !ended && over.as_mut().poll(context).is_ready() {
                    return Poll::Ready(());
                }
                if !ended && closing.as_mut().poll(context).is_ready() {
                    if let Some(farewell) = farewell.take() {
                        farewell();
                    }
                    return Poll::Ready(());
                }
                // There is room again when the reader, who polls this, has read. And the notice of what waits may have gone
                // to another stream of this queue, which does not take it.
                if ended || !self.outgoing.is_empty() {
                    return if self.stream.has_room() {
                        Poll::Ready(())
                    } else {
                        Poll::Pending
                    };
                }
                ready.as_mut().poll(context)
            })
            .await;
        }
    }
}
