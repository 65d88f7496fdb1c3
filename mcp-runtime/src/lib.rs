//! x
#![allow(missing_docs)]

#[allow(unused_extern_crates)] // The macros write `::mcp::…`, in this crate too.
extern crate self as mcp;

#[doc(hidden)]
pub mod __private;
mod jsonrpc;
mod log;
mod revision;
mod runtime;
mod schema;
mod serve;
mod server;
mod transport;
pub mod types;
mod uri;

pub use jsonrpc::{McpError, UrlElicitationRequired, code};
pub use revision::Revision;
pub use serve::serve;
pub use server::*;
pub use uri::{
    Captures, InvalidUriTemplate, Operator, PathEscapeError, PathRisk, PathSafety, UriTemplate, UriTemplateOptions,
    UriValue, Variable, safe_join,
};
pub use mcp_macros::*;
pub use serde_json::json;
