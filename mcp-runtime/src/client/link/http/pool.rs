//! Connections to one server, used again where they can be.

use crate::client::link::Boxed;
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Connections that are kept open without a use.
const MOST_IDLE: usize = 32;
/// How long one may be without a use and still be taken: what stands in between may have forgotten it by then, and says so
/// only minutes after something was sent.
const LONGEST_IDLE: Duration = Duration::from_secs(60);
/// How often a sign of life is asked for where none has come.
#[cfg(unix)]
const SIGNS: Duration = Duration::from_secs(15);
/// Headers that a response may have.
const MOST_HEADERS: usize = 100;
/// Bytes that the head of a response may have.
const LARGEST_HEAD: usize = 64 * 1024;

/// What a connection is made of.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// Opens a connection to a host and port.
pub(super) type Dial = Arc<dyn Fn(String, u16) -> Boxed<'static, io::Result<Box<dyn Io>>> + Send + Sync>;

/// A connection in the clear.
pub(super) fn tcp(host: String, port: u16) -> Boxed<'static, io::Result<Box<dyn Io>>> {
    Box::pin(async move { Ok(Box::new(stream(bare(&host), port).await?) as Box<dyn Io>) })
}

/// A host of a URL, where an IPv6 address stands in brackets, without them.
pub(super) fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

/// Connects to a host, bare of brackets.
///
/// # Errors
/// It cannot be reached.
pub(super) async fn stream(host: &str, port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    #[cfg(unix)]
    if let Err(error) = keep_alive(&stream) {
        tracing::debug!(%error, "the system does not watch a connection to the server");
    }
    Ok(stream)
}

/// Has the system ask the other side for a sign of life: whoever waits for an answer sends nothing by which to notice that
/// the server, or what stands in between, has forgotten the connection.
#[cfg(unix)]
fn keep_alive(stream: &TcpStream) -> io::Result<()> {
    use rustix::net::sockopt::set_socket_keepalive;
    #[cfg(any(
        target_os = "linux",
        target_os = "android",
        target_vendor = "apple",
        target_os = "freebsd"
    ))]
    {
        use rustix::net::sockopt::{set_tcp_keepidle, set_tcp_keepintvl};
        set_tcp_keepidle(stream, LONGEST_IDLE)?;
        set_tcp_keepintvl(stream, SIGNS)?;
    }
    Ok(set_socket_keepalive(stream, true)?)
}

/// The body of a request: all there at once.
pub(super) struct Whole(Option<Bytes>);

impl Whole {
    pub(super) fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Whole((!bytes.is_empty()).then_some(bytes))
    }
}

impl Body for Whole {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

/// The connections to one server.
pub(super) struct Pool {
    pub(super) scheme: String,
    pub(super) host: String,
    pub(super) port: u16,
    reach: Duration,
    dial: Dial,
    /// Those that are free, and those whose last response is still being read; when each was last known to be of use.
    open: Mutex<Vec<(SendRequest<Whole>, Instant)>>,
}

impl Pool {
    pub(super) fn new(scheme: String, host: String, port: u16, reach: Duration, dial: Dial) -> Self {
        Pool {
            scheme,
            host,
            port,
            reach,
            dial,
            open: Mutex::default(),
        }
    }

    fn open(&self) -> MutexGuard<'_, Vec<(SendRequest<Whole>, Instant)>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn free(&self, now: Instant) -> Option<SendRequest<Whole>> {
        let mut open = self.open();
        let mut idle = 0;
        open.retain_mut(|(connection, used)| {
            if !connection.is_ready() {
                *used = now;
                return !connection.is_closed();
            }
            let fresh = now.saturating_duration_since(*used) < LONGEST_IDLE;
            idle += usize::from(fresh);
            fresh && idle <= MOST_IDLE
        });
        let at = open.iter().position(|(connection, _)| connection.is_ready())?;
        Some(open.swap_remove(at).0)
    }

    /// Keeps a connection whose response is being read.
    fn keep(&self, connection: SendRequest<Whole>) {
        self.open().push((connection, Instant::now()));
    }

    /// Sends a request and waits for the head of its response. Dropping the future, or the response's body before its
    /// end, closes the connection.
    ///
    /// # Errors
    /// The server cannot be reached, or the connection breaks.
    pub(super) async fn send(&self, mut request: Request<Whole>) -> io::Result<Response<Incoming>> {
        // A free connection may be one that the server is just closing: then the request comes back unsent.
        while let Some(mut connection) = self.free(Instant::now()) {
            match connection.try_send_request(request).await {
                Ok(response) => {
                    self.keep(connection);
                    return Ok(response);
                }
                Err(mut failure) => match failure.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(broken(&failure.into_error())),
                },
            }
        }
        let mut connection = self.connect().await?;
        let response = connection.send_request(request).await.map_err(|error| broken(&error))?;
        self.keep(connection);
        Ok(response)
    }

    async fn connect(&self) -> io::Result<SendRequest<Whole>> {
        let Pool { host, port, .. } = self;
        let reached =
            |error: io::Error| io::Error::new(error.kind(), format!("cannot connect to {host}:{port}: {error}"));
        let opening = (self.dial)(host.clone(), *port);
        let late = |_| io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {:?}", self.reach));
        let stream = timeout(self.reach, opening)
            .await
            .map_err(late)
            .flatten()
            .map_err(reached)?;
        let (sender, connection) = Builder::new()
            .max_headers(MOST_HEADERS)
            .max_buf_size(LARGEST_HEAD)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| broken(&error))?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the server ended");
            }
        });
        Ok(sender)
    }
}

/// An error of hyper's, with its cause.
pub(super) fn broken(error: &hyper::Error) -> io::Error {
    let kind = match error {
        error if error.is_parse() => io::ErrorKind::InvalidData,
        error if error.is_incomplete_message() => io::ErrorKind::UnexpectedEof,
        _ => io::ErrorKind::ConnectionAborted,
    };
    let cause = std::error::Error::source(error).map_or(String::new(), |cause| format!(": {cause}"));
    io::Error::new(kind, format!("the connection to the server broke: {error}{cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// A server that answers each request with nothing, and leaves the connection open.
    fn dial(_: String, _: u16) -> Boxed<'static, io::Result<Box<dyn Io>>> {
        let (client, mut server) = tokio::io::duplex(1024);
        tokio::spawn(async move {
            let mut some = [0; 1024];
            while server.read(&mut some).await? > 0 {
                server
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                    .await?;
            }
            io::Result::Ok(())
        });
        Box::pin(std::future::ready(Ok(Box::new(client) as Box<dyn Io>)))
    }

    #[mcp::test]
    async fn what_was_idle_for_long_is_not_used_again() {
        for (idle, again) in [(0, true), (59, true), (60, false), (3600, false)] {
            let pool = Pool::new("http".into(), "host".into(), 80, LONGEST_IDLE, Arc::new(dial));
            let mut request = Request::new(Whole::new(Bytes::new()));
            request
                .headers_mut()
                .insert("host", http::HeaderValue::from_static("host"));
            drop(pool.send(request).await.expect("a response"));
            let later = Instant::now() + Duration::from_secs(idle);
            while !pool.open().iter().all(|(connection, _)| connection.is_ready()) {
                tokio::task::yield_now().await;
            }
            assert_eq!(pool.free(later).is_some(), again, "{idle} s");
            assert!(pool.open().is_empty(), "{idle} s: what is not used is closed");
        }
    }
}
