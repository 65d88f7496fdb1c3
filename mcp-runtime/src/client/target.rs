//! What a client can connect to.

use super::error::ClientError;
use super::link::{Command, Link, StreamLink};
use super::peer::Peer;
use crate::server::{IntoServer, Server};
use std::fmt;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};

/// What a client can connect to: a [`Server`] or a value whose type has a `#[mcp::server]` block, a URL, a [`Command`],
/// and [`Streams`].
///
/// `M` tells the kinds apart and is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing a client can connect to",
    label = "neither a server, nor a URL, nor a command",
    note = "a server, a reference to a `Server`, the text of a URL (feature `client-http`), or a `mcp::client::Command` \
            is expected"
)]
pub trait IntoTarget<M> {
    /// What to connect to.
    #[doc(hidden)]
    fn into_target(self) -> Target;
}

/// Marks what is served in this process.
#[derive(Debug)]
pub enum InProcess {}

/// Marks what is reached by a transport.
#[derive(Debug)]
pub enum Remote {}

/// What to connect to. Nobody else can make one, which keeps [`IntoTarget`] to this crate.
pub struct Target(pub(super) Box<dyn Opens>);

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").finish_non_exhaustive()
    }
}

/// Opens a connection.
pub(super) trait Opens: Send {
    /// What its era is remembered by, which may be secret; `None` where there is nothing to remember it by.
    fn key(&self) -> Option<String> {
        None
    }

    /// Opens the connection; nothing is sent yet.
    ///
    /// # Errors
    /// The server has a fault, or the program cannot be started.
    fn open(self: Box<Self>, peer: &Arc<Peer>) -> Result<Arc<dyn Link>, ClientError>;

    /// What the server's handlers fail with is shown, where the server is in this process.
    fn raise_exceptions(&mut self) {}
}

impl<S: IntoServer> IntoTarget<InProcess> for S {
    fn into_target(self) -> Target {
        Target(Box::new(Here {
            server: self.into_server(),
            debug: false,
        }))
    }
}

/// A server in this process.
struct Here {
    server: Server,
    debug: bool,
}

impl Opens for Here {
    fn open(self: Box<Self>, peer: &Arc<Peer>) -> Result<Arc<dyn Link>, ClientError> {
        let stream = crate::server::stream::attach(&self.server, self.debug)?;
        let (reader, writer) = tokio::io::split(stream);
        Ok(Arc::new(StreamLink::start(peer, reader, writer)))
    }

    fn raise_exceptions(&mut self) {
        self.debug = true;
    }
}

impl IntoTarget<Remote> for Command {
    fn into_target(self) -> Target {
        Target(Box::new(self))
    }
}

impl Opens for Command {
    fn key(&self) -> Option<String> {
        Some(self.identity())
    }

    fn open(self: Box<Self>, peer: &Arc<Peer>) -> Result<Arc<dyn Link>, ClientError> {
        Ok(Arc::new(StreamLink::start_program(peer, &self)?))
    }
}

/// A pair of byte streams to a server, a message a line, as on standard input and output: a socket, a pipe, whatever a
/// transport of yours makes of one.
///
/// ```
/// # async fn example(server: mcp::Server) -> Result<(), mcp::ClientError> {
/// use mcp::Client;
/// use mcp::client::Streams;
///
/// let socket = tokio::net::UnixStream::connect("/run/weather.sock").await?;
/// let (reader, writer) = socket.into_split();
/// let client = Client::connect(Streams::new(reader, writer)).await?;
/// # Ok(()) }
/// ```
pub struct Streams<R, W> {
    reader: R,
    writer: W,
}

impl<R, W> fmt::Debug for Streams<R, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streams").finish_non_exhaustive()
    }
}

impl<R, W> Streams<R, W>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    /// What the server says is read from `reader`; what it is told is written to `writer`.
    pub fn new(reader: R, writer: W) -> Self {
        Streams { reader, writer }
    }
}

impl<R, W> IntoTarget<Remote> for Streams<R, W>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    fn into_target(self) -> Target {
        Target(Box::new(self))
    }
}

impl<R, W> Opens for Streams<R, W>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    fn open(self: Box<Self>, peer: &Arc<Peer>) -> Result<Arc<dyn Link>, ClientError> {
        Ok(Arc::new(StreamLink::start(peer, self.reader, self.writer)))
    }
}
