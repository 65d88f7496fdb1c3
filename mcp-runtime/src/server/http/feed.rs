//! Fills a stream of events from a queue, for as long as somebody reads the stream.

use super::event_stream::EventStream;
use crate::server::context::Cancel;
use crate::server::outgoing::Outgoing;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

/// From the queue to the stream. Where several streams are fed from one queue, each message takes one of them.
pub(super) struct Feed {
    pub(super) outgoing: Arc<Outgoing>,
    pub(super) stream: Arc<EventStream>,
    /// What is spoken of has ended: so does the stream, after what waits.
    pub(super) over: Cancel,
    /// The server is told to stop.
    pub(super) closing: Cancel,
}

impl Feed {
    /// Runs until either ends; `farewell` says the last words when it is the server.
    pub(super) async fn run(self, farewell: impl FnOnce()) {
        let mut farewell = Some(farewell);
        let mut over = pin!(self.over.cancelled());
        let mut closing = pin!(self.closing.cancelled());
        loop {
            let ended = self.over.is_cancelled() || farewell.is_none();
            while let Some(message) = self.outgoing.pop() {
                self.stream.send(message, false).await;
            }
            if ended {
                return self.stream.end();
            }
            let mut ready = pin!(self.outgoing.ready());
            poll_fn(|context| {
                if over.as_mut().poll(context).is_ready() {
                    return Poll::Ready(());
                }
                if closing.as_mut().poll(context).is_ready() {
                    if let Some(farewell) = farewell.take() {
                        farewell();
                    }
                    return Poll::Ready(());
                }
                ready.as_mut().poll(context)
            })
            .await;
        }
    }
}
