//! Servers: what is served, and how a call finds its function.

pub(crate) mod argument;
pub(crate) mod arguments;
mod batches;
mod builder;
pub(crate) mod calls;
pub(crate) mod connection;
pub(crate) mod context;
pub(crate) mod definitions;
pub(crate) mod dispatch;
mod dynamic;
pub(crate) mod error;
mod handle;
#[cfg(feature = "http")]
mod http;
mod outgoing;
mod panic;
mod promises;
mod refusal;
pub(crate) mod registry;
mod reply;
pub(crate) mod request;
pub(crate) mod respond;
pub(crate) mod session;
pub(crate) mod shared;
#[cfg(feature = "stdio")]
mod stdio;
pub(crate) mod step;
pub(crate) mod stream;
pub(crate) mod text;
mod under_way;

pub use argument::{Argument, Source, State};
pub use builder::{Cached, IntoServer, ServerBuilder};
pub use context::{Cancel, Context, Headers, Principal, Progress};
pub use dynamic::{Prompt, Resource, Tool};
pub use error::{BuildError, Error, Result, ResultExt};
pub use handle::Server;
#[cfg(feature = "http")]
pub use http::{EventStore, HttpBody, HttpListener, HttpOptions, HttpService, MemoryEventStore, Replay, StoreFuture};
pub use panic::panic_count;
pub use registry::{Completing, Completions};
pub use respond::{Audio, Image, IntoContent, IntoError, IntoMessages, Respond, Text};
pub use stream::StreamLimits;
