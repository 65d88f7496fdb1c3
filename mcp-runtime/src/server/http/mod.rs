//! A server over Streamable HTTP (basic/transports), one service for both eras: of 2026-07-28 each POST stands alone
//! (`modern`); before, a handshake opens a session (`exchange`, `sessions`, `event_stream`). Beside it, where that is asked
//! for, the transport of 2024-11-05 (`sse`).

mod answers;
mod body;
mod checks;
mod connection;
mod event_store;
mod event_stream;
mod exchange;
mod feed;
mod get;
mod known_host;
mod listener;
mod modern;
mod named;
mod options;
mod pump;
mod read;
#[cfg(feature = "axum")]
mod router;
#[cfg(not(feature = "axum"))]
#[path = "without_router.rs"]
mod router;
mod service;
mod sessions;
#[cfg_attr(not(feature = "sse"), path = "without_sse.rs")]
mod sse;

pub use body::HttpBody;
pub use event_store::{EventStore, MemoryEventStore, Replay, StoreFuture};
pub use listener::HttpListener;
pub use options::HttpOptions;
pub use service::HttpService;
