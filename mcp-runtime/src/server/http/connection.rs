//! One connection of our listener: when it has waited too long for a request, or for a client that reads nothing, and when
//! it has to end.
//!
//! hyper can do both, and hyper-util's part of it; but a timer for every request and a look at the stop signal at every
//! poll cost a twentieth of a small call. Here the timer is set once and looked at when it fires, and whoever has the
//! stop signal wakes the connection.

use super::body::HttpBody;
use super::known_host::KnownHost;
use crate::server::context::Cancel;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::server::conn::http1;
use hyper::service::HttpService;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::error::Error;
use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

/// How soon a timer is looked at again where there is nothing to wait for.
const LEAST: Duration = Duration::from_millis(1);
/// What is longer is without end.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// What a connection does. All of it happens in the connection's own task.
#[derive(Debug)]
pub(super) struct Activity {
    start: Instant,
    /// A request is being answered.
    busy: AtomicBool,
    /// What was answered is not sent yet: the client does not read as fast.
    blocked: AtomicBool,
    /// Milliseconds after the start, when the client last took something, or had taken or been told all.
    since: AtomicU64,
    host: KnownHost,
}

/// What a connection waits for, and until when.
#[derive(Debug)]
enum Wait {
    Request(Instant),
    Reader(Instant),
    Handler,
}

impl Activity {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Activity {
            start: Instant::now(),
            busy: AtomicBool::new(false),
            blocked: AtomicBool::new(false),
            since: AtomicU64::new(0),
            host: KnownHost::default(),
        })
    }

    /// A request has come. HTTP/1 has one at a time.
    pub(super) fn begin(self: &Arc<Self>) -> Busy {
        self.busy.store(true, Ordering::Relaxed);
        Busy(self.clone())
    }

    /// What it waits for begins now.
    fn rest(&self) {
        let passed = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.since.store(passed, Ordering::Relaxed);
    }

    fn is_blocked(&self) -> bool {
        self.blocked.load(Ordering::Relaxed)
    }

    fn wait(&self, limits: Limits) -> Wait {
        let since = self.start + Duration::from_millis(self.since.load(Ordering::Relaxed));
        if self.is_blocked() {
            return Wait::Reader(since + limits.reader);
        }
        if self.busy.load(Ordering::Relaxed) {
            return Wait::Handler;
        }
        Wait::Request(since + limits.request)
    }

    /// Something was to be written, and could be or not.
    fn wrote<T>(&self, written: Poll<T>) -> Poll<T> {
        if written.is_ready() != self.is_blocked() {
            return written;
        }
        self.rest();
        self.blocked.store(written.is_pending(), Ordering::Relaxed);
        written
    }
}

/// A request is being answered, until this is dropped.
#[derive(Debug)]
pub(super) struct Busy(Arc<Activity>);

impl Busy {
    /// The host that requests of the connection name.
    pub(super) fn host(&self) -> &KnownHost {
        &self.0.host
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.rest();
        self.0.busy.store(false, Ordering::Relaxed);
    }
}

/// The client's stream. hyper is done with a body when it has taken all of it, which may be long before it is sent: here it
/// is known whether the client takes what is written.
#[derive(Debug)]
pub(super) struct Paced {
    stream: TcpStream,
    activity: Arc<Activity>,
}

impl Paced {
    pub(super) fn new(stream: TcpStream, activity: Arc<Activity>) -> Self {
        Paced { stream, activity }
    }
}

impl AsyncRead for Paced {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Paced {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.activity.wrote(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.activity.wrote(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A body that keeps its connection busy until hyper has all of it.
#[derive(Debug)]
pub(super) struct Sent {
    body: HttpBody,
    _busy: Busy,
}

impl Sent {
    pub(super) fn new(body: HttpBody, busy: Busy) -> Self {
        Sent { body, _busy: busy }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// How long a connection may wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// For the head of a request.
    request: Duration,
    /// For a client that reads nothing of what is sent.
    reader: Duration,
}

impl Limits {
    pub(super) fn new(request: Duration, reader: Duration) -> Self {
        // Without end is longer than clocks can say.
        Limits {
            request: request.min(LONGEST),
            reader: reader.min(LONGEST),
        }
    }
}

/// Sees a connection through to its end: that of the client's, or after a time without a request or a reader, or, once the
/// server is told to stop, after the request that is being answered.
pub(super) async fn see_through<S>(
    connection: http1::Connection<TokioIo<Paced>, S>,
    activity: Arc<Activity>,
    limits: Limits,
    closing: Cancel,
) where
    S: HttpService<hyper::body::Incoming, ResBody = Sent>,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let mut connection = pin!(connection);
    let mut stopped = pin!(closing.cancelled());
    let mut timer = pin!(sleep(limits.request));
    let (mut is_first, mut is_told, mut was_blocked) = (true, false, false);
    poll_fn(|context| {
        // Polled once, it wakes this task when there is something to see.
        if !is_told && (is_first || closing.is_cancelled()) && stopped.as_mut().poll(context).is_ready() {
            is_told = true;
            connection.as_mut().graceful_shutdown();
        }
        if let Poll::Ready(ended) = connection.as_mut().poll(context) {
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended");
            }
            return Poll::Ready(());
        }
        // The timer was set for something else, and may fire later than a reader is waited for.
        let is_blocked = activity.is_blocked();
        let is_news = is_blocked && !was_blocked;
        was_blocked = is_blocked;
        if is_news {
            let deadline = timer.deadline().min(Instant::now() + limits.reader);
            timer.as_mut().reset(deadline);
        } else if !is_first && !timer.is_elapsed() {
            return Poll::Pending;
        }
        is_first = false;
        while timer.as_mut().poll(context).is_ready() {
            let now = Instant::now();
            match activity.wait(limits) {
                Wait::Request(deadline) if deadline <= now => {
                    tracing::debug!("a connection was closed that no request came on");
                    return Poll::Ready(());
                }
                Wait::Reader(deadline) if deadline <= now => {
                    tracing::debug!("a connection was closed whose client does not read");
                    return Poll::Ready(());
                }
                Wait::Request(deadline) => timer.as_mut().reset(deadline),
                // No later than a request might be waited for by then.
                Wait::Reader(deadline) => timer.as_mut().reset(deadline.min(now + limits.request.max(LEAST))),
                Wait::Handler => timer.as_mut().reset(now + limits.request.max(LEAST)),
            }
        }
        Poll::Pending
    })
    .await;
}
