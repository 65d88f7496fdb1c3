//! The bodies of answers: nothing, bytes, or a stream of events.

use crate::server::dispatch::Pending;
use crate::server::outgoing::Outgoing;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// The body of an answer.
#[derive(Debug)]
pub struct HttpBody(Kind);

#[derive(Debug)]
enum Kind {
    Bytes(Option<Bytes>),
    Events(Box<Events>),
}

/// A call whose answer comes as the last event of a stream. Dropped with the outgoing, which cancels the call.
struct Events {
    outgoing: Arc<Outgoing>,
    ready: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    state: State,
    quiet: Pin<Box<Sleep>>,
    keep_alive: Duration,
}

enum State {
    Running(Pending),
    /// The answer is ready; what was said before it goes first.
    Answered(Vec<u8>),
    Ended,
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

impl HttpBody {
    pub(super) fn empty() -> Self {
        HttpBody(Kind::Bytes(None))
    }

    pub(super) fn bytes(bytes: impl Into<Bytes>) -> Self {
        HttpBody(Kind::Bytes(Some(bytes.into())))
    }

    /// A stream of what a call says and, at its end, its answer.
    pub(super) fn running(outgoing: Arc<Outgoing>, pending: Pending, keep_alive: Duration) -> Self {
        HttpBody::events(outgoing, State::Running(pending), keep_alive)
    }

    /// A stream of what a call has said, and its answer.
    pub(super) fn answered(outgoing: Arc<Outgoing>, answer: Vec<u8>, keep_alive: Duration) -> Self {
        HttpBody::events(outgoing, State::Answered(answer), keep_alive)
    }

    fn events(outgoing: Arc<Outgoing>, state: State, keep_alive: Duration) -> Self {
        let quiet = Box::pin(tokio::time::sleep(keep_alive));
        HttpBody(Kind::Events(Box::new(Events {
            outgoing,
            ready: None,
            state,
            quiet,
            keep_alive,
        })))
    }
}

impl Body for HttpBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match &mut self.0 {
            Kind::Bytes(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Kind::Events(events) => events
                .poll_next(context)
                .map(|next| next.map(|bytes| Ok(Frame::data(bytes)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Bytes(bytes) => bytes.is_none(),
            Kind::Events(events) => matches!(events.state, State::Ended),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Bytes(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Kind::Events(_) => SizeHint::default(),
        }
    }
}

impl Events {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        loop {
            if let Some(message) = self.outgoing.pop() {
                return Poll::Ready(Some(self.event(&message)));
            }
            match &mut self.state {
                State::Ended => return Poll::Ready(None),
                State::Answered(answer) => {
                    let answer = std::mem::take(answer);
                    self.state = State::Ended;
                    return Poll::Ready(Some(self.event(&answer)));
                }
                State::Running(pending) => {
                    let mut answer = Vec::with_capacity(512);
                    if pending.poll(context, &mut answer).is_ready() {
                        self.state = State::Answered(answer);
                        continue;
                    }
                }
            }
            // What the handler has just said, or will say from elsewhere.
            if self.ready.is_none() {
                let outgoing = self.outgoing.clone();
                self.ready = Some(Box::pin(async move { outgoing.ready().await }));
            }
            if let Some(ready) = &mut self.ready
                && ready.as_mut().poll(context).is_ready()
            {
                self.ready = None;
                continue;
            }
            if self.quiet.as_mut().poll(context).is_ready() {
                self.restart_clock();
                return Poll::Ready(Some(Bytes::from_static(b": keep-alive\n\n")));
            }
            return Poll::Pending;
        }
    }

    fn event(&mut self, message: &[u8]) -> Bytes {
        self.restart_clock();
        // Our messages hold no line ends: serde_json escapes them.
        let mut event = Vec::with_capacity(message.len() + 24);
        event.extend_from_slice(b"event: message\ndata: ");
        event.extend_from_slice(message);
        event.extend_from_slice(b"\n\n");
        event.into()
    }

    fn restart_clock(&mut self) {
        self.quiet.as_mut().reset(Instant::now() + self.keep_alive);
    }
}
