//! A server over Streamable HTTP (basic/transports/streamable-http, revision 2026-07-28): one POST, one answer, as JSON
//! or, when the handler says something first, as a stream of events.

mod body;
mod checks;
mod listener;
mod options;
mod read;
#[cfg(feature = "axum")]
mod router;
mod service;

pub use body::HttpBody;
pub use listener::HttpListener;
pub use options::HttpOptions;
pub use service::HttpService;
