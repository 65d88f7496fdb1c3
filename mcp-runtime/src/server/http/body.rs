//! The bodies of answers: nothing, bytes, or a stream of events.

use super::event_stream::{Event, Reader};
use super::options::HttpOptions;
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
    /// Parts, of which those that are sent are empty.
    Parts(Box<[Bytes; 3]>),
    Events(Box<Events>),
}

/// A stream of events.
#[derive(Debug)]
struct Events {
    source: Source,
    quiet: Pin<Box<Sleep>>,
    keep_alive: Duration,
    /// Said with an event that only has an id.
    retry: Duration,
}

#[derive(Debug)]
enum Source {
    /// A call that stands alone: dropped with the connection, which cancels it.
    Call(Call),
    /// A stream of a session, which goes on without this connection.
    Stream(Reader),
    /// Events that are written already.
    Frames(Box<dyn Frames>),
}

/// A source of whole events as they are on the wire.
pub(super) trait Frames: std::fmt::Debug + Send {
    /// The next of them, one or several.
    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>>;
}

/// A call whose answer is the last event.
struct Call {
    outgoing: Arc<Outgoing>,
    ready: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    state: State,
}

enum State {
    Running(Pending),
    /// The answer is ready; what was said before it goes first.
    Answered(Vec<u8>),
    Ended,
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}

impl HttpBody {
    pub(super) fn empty() -> Self {
        HttpBody(Kind::Bytes(None))
    }

    pub(super) fn bytes(bytes: impl Into<Bytes>) -> Self {
        HttpBody(Kind::Bytes(Some(bytes.into())))
    }

    /// Parts that are one body.
    pub(super) fn parts(parts: [Bytes; 3]) -> Self {
        HttpBody(Kind::Parts(Box::new(parts)))
    }

    /// A stream of what a call says and, at its end, its answer.
    pub(super) fn running(outgoing: Arc<Outgoing>, pending: Pending, options: &HttpOptions) -> Self {
        HttpBody::call(outgoing, State::Running(pending), options)
    }

    /// A stream of what a call has said, and its answer.
    pub(super) fn answered(outgoing: Arc<Outgoing>, answer: Vec<u8>, options: &HttpOptions) -> Self {
        HttpBody::call(outgoing, State::Answered(answer), options)
    }

    fn call(outgoing: Arc<Outgoing>, state: State, options: &HttpOptions) -> Self {
        let call = Call {
            outgoing,
            ready: None,
            state,
        };
        HttpBody::events(Source::Call(call), options)
    }

    /// A stream of a session.
    pub(super) fn stream(reader: Reader, options: &HttpOptions) -> Self {
        HttpBody::events(Source::Stream(reader), options)
    }

    /// A stream whose events are written elsewhere.
    pub(super) fn frames(frames: Box<dyn Frames>, options: &HttpOptions) -> Self {
        HttpBody::events(Source::Frames(frames), options)
    }

    fn events(source: Source, options: &HttpOptions) -> Self {
        HttpBody(Kind::Events(Box::new(Events {
            source,
            quiet: Box::pin(tokio::time::sleep(options.keep_alive)),
            keep_alive: options.keep_alive,
            retry: options.retry,
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
            Kind::Parts(parts) => {
                let next = parts.iter_mut().find(|part| !part.is_empty()).map(std::mem::take);
                Poll::Ready(next.map(|bytes| Ok(Frame::data(bytes))))
            }
            Kind::Events(events) => events
                .poll_next(context)
                .map(|next| next.map(|bytes| Ok(Frame::data(bytes)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Bytes(bytes) => bytes.is_none(),
            Kind::Parts(parts) => parts.iter().all(Bytes::is_empty),
            Kind::Events(events) => matches!(&events.source, Source::Call(call) if matches!(call.state, State::Ended)),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Bytes(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Kind::Parts(parts) => SizeHint::with_exact(parts.iter().map(|part| part.len() as u64).sum()),
            Kind::Events(_) => SizeHint::default(),
        }
    }
}

impl Events {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let next = match &mut self.source {
            Source::Call(call) => call.poll_message(context).map(|message| {
                message.map(|data| Event {
                    id: None,
                    data,
                    answer: false,
                })
            }),
            Source::Stream(reader) => reader.poll_event(context),
            Source::Frames(frames) => match frames.poll_frame(context) {
                Poll::Ready(frame) => {
                    self.restart_clock();
                    return Poll::Ready(frame);
                }
                Poll::Pending => Poll::Pending,
            },
        };
        match next {
            Poll::Ready(Some(event)) => {
                self.restart_clock();
                Poll::Ready(Some(self.render(&event)))
            }
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending if self.quiet.as_mut().poll(context).is_ready() => {
                self.restart_clock();
                Poll::Ready(Some(Bytes::from_static(b": keep-alive\n\n")))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    /// Our messages hold no line ends, as each is one line on other transports. An event without data is there for its id.
    fn render(&self, event: &Event) -> Bytes {
        let mut out = Vec::with_capacity(event.data.len() + 64);
        if let Some(id) = &event.id {
            out.extend_from_slice(b"id: ");
            out.extend(id.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0)));
            out.push(b'\n');
        }
        if event.data.is_empty() {
            out.extend_from_slice(format!("retry: {}\n", self.retry.as_millis()).as_bytes());
        } else {
            out.extend_from_slice(b"event: message\n");
        }
        out.extend_from_slice(b"data: ");
        out.extend_from_slice(&event.data);
        out.extend_from_slice(b"\n\n");
        out.into()
    }

    fn restart_clock(&mut self) {
        self.quiet.as_mut().reset(Instant::now() + self.keep_alive);
    }
}

impl Call {
    fn poll_message(&mut self, context: &mut Context<'_>) -> Poll<Option<Vec<u8>>> {
        loop {
            if let Some(message) = self.outgoing.pop() {
                return Poll::Ready(Some(message));
            }
            match &mut self.state {
                State::Ended => return Poll::Ready(None),
                State::Answered(answer) => {
                    let answer = std::mem::take(answer);
                    self.state = State::Ended;
                    return Poll::Ready(Some(answer));
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
                && ready.as_mut().poll(context).is_pending()
            {
                return Poll::Pending;
            }
            self.ready = None;
        }
    }
}
