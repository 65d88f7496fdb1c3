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
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Connections that are kept open without a use.
const MOST_IDLE: usize = 32;
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
    Ok(stream)
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
    /// Those that are free, and those whose last response is still being read.
    open: Mutex<Vec<SendRequest<Whole>>>,
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

    fn open(&self) -> MutexGuard<'_, Vec<SendRequest<Whole>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn free(&self) -> Option<SendRequest<Whole>> {
        let mut open = self.open();
        let mut idle = 0;
        open.retain(|connection| {
            idle += usize::from(connection.is_ready());
            !connection.is_closed() && (!connection.is_ready() || idle <= MOST_IDLE)
        });
        let at = open.iter().position(SendRequest::is_ready)?;
        Some(open.swap_remove(at))
    }

    /// Sends a request and waits for the head of its response. Dropping the future, or the response's body before its
    /// end, closes the connection.
    ///
    /// # Errors
    /// The server cannot be reached, or the connection breaks.
    pub(super) async fn send(&self, mut request: Request<Whole>) -> io::Result<Response<Incoming>> {
        // A free connection may be one that the server is just closing: then the request comes back unsent.
        while let Some(mut connection) = self.free() {
            match connection.try_send_request(request).await {
                Ok(response) => {
                    self.open().push(connection);
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
        self.open().push(connection);
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
