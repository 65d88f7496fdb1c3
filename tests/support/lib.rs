//! What the suites share.

pub mod cases;
pub mod http;
pub mod local;
pub mod pipes;
pub mod rounds;
pub mod script;
pub mod tools;
pub mod transcript;
pub mod web;
pub mod web_script;

/// What the page shows, builds.
#[cfg(doctest)]
#[doc = include_str!("../../docs/troubleshooting.md")]
pub struct Troubleshooting;
