//! Servers: what is served, and how a call finds its function.

pub(crate) mod argument;
pub(crate) mod arguments;
mod asking;
mod batches;
mod builder;
mod bytes;
pub(crate) mod calls;
pub(crate) mod connection;
pub(crate) mod context;
pub(crate) mod declaration;
pub(crate) mod definitions;
pub(crate) mod dispatch;
mod dynamic;
pub(crate) mod error;
#[cfg(feature = "ask")]
pub(crate) mod form;
mod handle;
#[cfg(feature = "http")]
mod http;
mod input_required;
mod keys;
#[cfg(feature = "middleware")]
mod layers;
#[cfg(not(feature = "middleware"))]
#[path = "without_layers.rs"]
mod layers;
mod needs;
mod outgoing;
mod panic;
pub(crate) mod parameter;
mod promises;
mod questions;
mod refusal;
pub(crate) mod registry;
mod reply;
pub(crate) mod request;
#[cfg(feature = "ask")]
mod request_state;
#[cfg(not(feature = "ask"))]
#[path = "without_request_state.rs"]
mod request_state;
#[cfg(feature = "ask")]
pub(crate) mod resolve;
pub(crate) mod respond;
pub(crate) mod session;
pub(crate) mod shared;
#[cfg(feature = "stdio")]
mod stdio;
pub(crate) mod step;
pub(crate) mod stream;
mod subscription;
pub(crate) mod text;
mod trace;
mod typed;
mod under_way;

pub use argument::{Argument, Source, State};
pub use builder::{Cached, IntoServer, ServerBuilder};
pub use context::{Cancel, Context, Headers, Principal, Progress};
pub use dynamic::{Prompt, Resource, Tool};
pub use error::{BuildError, Error, Result, ResultExt};
#[cfg(feature = "ask")]
pub use form::Form;
pub use handle::Server;
#[cfg(feature = "http")]
pub use http::{EventStore, HttpBody, HttpListener, HttpOptions, HttpService, MemoryEventStore, Replay, StoreFuture};
pub use input_required::{InputRequired, Unfinished};
#[cfg(feature = "middleware")]
pub use layers::{Answer, Call, Next};
pub use panic::panic_count;
pub use registry::{Completing, Completions};
#[cfg(feature = "ask")]
pub use request_state::{
    InvalidKeys, MemoryUsedStates, RequestStateKeys, RequestStateSecurity, StateCodec, UsedStates,
};
#[cfg(feature = "ask")]
pub use resolve::{Elicit, ElicitUrl, Elicited, ListRoots, Sample, UrlConsent};
pub use respond::{Audio, Image, IntoContent, IntoError, IntoMessages, Respond, Text};
pub use stream::StreamLimits;
pub use subscription::{MemoryBus, ServerEvent, ServerListener, SubscriptionBus};
pub use trace::TraceContext;
