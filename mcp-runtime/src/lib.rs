//! Model Context Protocol servers and clients from plain Rust functions: the function is the whole declaration.
//!
//! ```no_run
//! /// Today's forecast for one city.
//! #[mcp::tool]
//! async fn forecast(
//!     /// The city, by its English name.
//!     city: String,
//! ) -> mcp::Result<String> {
//!     match city.as_str() {
//!         "London" => Ok("Rain.".into()),
//!         _ => Err(format!("No forecast for '{city}'.").into()),
//!     }
//! }
//!
//! #[mcp::main]
//! async fn main() -> mcp::Result<()> {
//!     mcp::serve(mcp::build!("Weather", [forecast])).await
//! }
//! ```
//!
//! That program is a server on standard input and output, and with `--http 127.0.0.1:8000` one over Streamable HTTP.
//! Any host can use it, at any protocol revision from 2024-11-05 to 2026-07-28.
//!
//! - [`tool`](macro@tool), [`resource`](macro@resource), [`prompt`](macro@prompt), [`completion`](macro@completion):
//!   what a function is made into.
//! - [`build!`], [`#[mcp::server]`](macro@server), [`Server::builder`]: what a server is made of.
//! - [`serve`], [`Server::serve_stdio`], [`Server::serve_http`], [`Server::into_service`]: how it runs.
//! - [`Context`], [`State`], [`Progress`], [`Cancel`], [`Argument`]: what a function may take beside its arguments.
//! - [`Form`](macro@Form), [`InputRequired`]: what a user is asked.
//! - [`Server::layer`], [`Server::around`], [`Call`], [`Next`], [`Answer`]: what stands around every request.
//! - [`Error`](struct@Error), [`McpError`], [`BuildError`]: what can go wrong, and who reads it.
//! - [`Client`], [`ClientBuilder`], [`CallOptions`], [`ClientError`], [`#[mcp::client]`](macro@client): the other side.
//! - [`types`]: what is on the wire.
//!
//! # Features
//! On by default: `stdio` (servers on standard input and output), `http` (servers over Streamable HTTP), `client`
//! (clients in process and to a child process), `client-http` (clients over Streamable HTTP), `ask` (answers that require
//! an input, with a sealed state) and `middleware` (`Server::layer`). Off: `axum` (`Server::into_router`), `client-tls`
//! (`https://` for clients) and `sse` (HTTP+SSE beside Streamable HTTP, for clients of 2024-11-05:
//! `HttpOptions::sse_paths`).
//!
//! # Limits
//! What comes from outside is bounded: a line or a body is at most 4 MiB, a URI 64 KiB, a batch 1,000 messages, a JSON
//! text 128 levels where it is read as data; a client that does not read is no longer read from above 2 MiB, and
//! notifications above 4,096 are dropped. [`StreamLimits`] and [`HttpOptions`] change them.

// A part of the library leaves what the other parts share unused; with all of it on, nothing may be.
#![cfg_attr(
    not(all(
        feature = "stdio",
        feature = "http",
        feature = "client",
        feature = "client-http",
        feature = "ask",
        feature = "sse",
        feature = "middleware"
    )),
    allow(dead_code, unused_imports)
)]

#[allow(unused_extern_crates)] // The macros write `::mcp::…`, in this crate too.
extern crate self as mcp;

#[doc(hidden)]
pub mod __private;
pub mod checks;
#[cfg(feature = "client")]
pub mod client;
mod jsonrpc;
pub mod lint;
mod log;
mod macros;
#[cfg(test)]
mod random;
mod revision;
mod runtime;
mod schema;
mod serve;
mod server;
mod transport;
mod typed_call;
pub mod types;
mod uri;

#[cfg(feature = "client")]
pub use client::{CallOptions, Client, ClientBuilder, ClientError, Mode};
pub use jsonrpc::{McpError, UrlElicitationRequired, code};
pub use macros::*;
#[cfg(feature = "middleware")]
pub use revision::Method;
pub use revision::Revision;
pub use serde_json::json;
pub use serve::{Serving, serve};
pub use server::*;
pub use typed_call::{ToolRequest, TypedCall};
pub use uri::{
    Captures, InvalidUriTemplate, Operator, PathEscapeError, PathRisk, PathSafety, UriTemplate, UriTemplateOptions,
    UriValue, Variable, safe_join,
};
