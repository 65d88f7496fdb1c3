//! Clients: of a server in this process, of one that is a program of its own, of one somewhere else.

mod asked;
mod builder;
mod cache;
mod cached;
mod callbacks;
mod calls;
mod connection;
pub(crate) mod declared;
mod difference;
mod eras;
mod error;
mod group;
mod hear;
mod link;
mod listen;
mod lists;
mod negotiate;
mod options;
mod peer;
mod requests;
mod rounds;
mod session;
mod target;
mod tools;
mod typed;

pub use builder::{ClientBuilder, Mode, Notification};
pub use cache::{CacheEntry, CacheFuture, CacheKey, CacheMode, CacheOptions, CacheStore, MemoryCacheStore};
pub use callbacks::IntoAnswer;
pub use difference::Difference;
pub use error::{BoxError, ClientError};
pub use group::ClientGroup;
#[cfg(feature = "client-http")]
pub use link::{Authorizer, AuthorizerFuture, Challenge, Http, Sse};
pub use link::{Command, EncodingErrors};
pub use listen::{ListenOptions, ServerEvent, Subscription};
pub use lists::{Items, Page};
pub use options::CallOptions;
pub use rounds::Step;
pub use session::ClientSession;
pub use target::{IntoTarget, Streams};
pub use typed::Calling;

use crate::revision::Revision;
use crate::types::{Implementation, Meta, ServerCapabilities};
use connection::Connection;
use negotiate::Agreed;
use std::sync::Arc;
use tokio::task::JoinSet;

/// A connection to a server.
///
/// ```
/// use mcp::{Client, json};
///
/// /// Say hello.
/// #[mcp::tool]
/// fn hello(name: String) -> String {
///     format!("Hello, {name}.")
/// }
///
/// #[mcp::main]
/// async fn main() -> mcp::Result<()> {
///     let server = mcp::build!("demo", [hello]);
///     let client = Client::connect(&server).await?;
///     let result = client.call_tool("hello", json!({ "name": "Ada" })).await?;
///     assert_eq!(result.text(), "Hello, Ada.");
///     Ok(())
/// }
/// ```
///
/// Clones share one connection, and requests run beside each other. Dropping the future of a request cancels it at the
/// server. What can be said about a client before it connects, such as what it answers when it is asked, is said by
/// [`builder`](Self::builder). Dropping the last clone ends the connection and kills a server that is a program;
/// [`close`](Self::close) lets it end by itself.
#[derive(Clone, Debug)]
pub struct Client(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Others may have it, too, who know the server otherwise.
    connection: Arc<Connection>,
    agreed: Agreed,
    /// What each request carries in `_meta`; nothing where there was a handshake.
    envelope: Meta,
    builder: ClientBuilder,
    tools: tools::Tools,
    /// What opens a lost session again, one at a time: it outlives the call that has begun it, and not the client.
    renewing: tokio::sync::Mutex<JoinSet<Result<(), ClientError>>>,
}

impl Client {
    /// Connects to a [`Server`](crate::Server) or a value that is one, in this process; to the program of a [`Command`];
    /// to the server at a URL; or over a pair of [`Streams`]: with the newest revision that both sides speak.
    ///
    /// # Errors
    /// As [`ClientBuilder::connect`].
    pub async fn connect<M>(target: impl IntoTarget<M>) -> Result<Self, ClientError> {
        Client::builder().connect(target).await
    }

    fn new(connection: Arc<Connection>, agreed: Agreed, builder: ClientBuilder) -> Self {
        Client(Arc::new(Inner {
            connection,
            envelope: builder.envelope_of(agreed.revision),
            agreed,
            builder,
            tools: tools::Tools::default(),
            renewing: tokio::sync::Mutex::default(),
        }))
    }

    /// Starts a client that is not the usual one.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// The revision the connection speaks.
    pub fn revision(&self) -> Revision {
        self.0.agreed.revision
    }

    /// Who the server says it is, if it does.
    pub fn server_info(&self) -> Option<&Implementation> {
        self.0.agreed.server_info.as_ref()
    }

    /// What the server can do. With [`Mode::Pinned`] nobody asked, and this is empty.
    pub fn server_capabilities(&self) -> &ServerCapabilities {
        &self.0.agreed.capabilities
    }

    /// How a model should use the server, if it says so.
    pub fn instructions(&self) -> Option<&str> {
        self.0.agreed.instructions.as_deref()
    }

    /// How many changes of its lists the server has told of.
    fn changes(&self) -> u64 {
        self.0
            .connection
            .peer
            .changes
            .load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Ends the connection for all clones. Requests under way are cancelled and get [`ClientError::Closed`]. A server
    /// that is a program finds its standard input closed, and is ended as [`Command`] says if it does not end by itself; where
    /// this future is dropped before, it is killed at once.
    pub async fn close(&self) {
        self.0.connection.close().await;
    }
}
