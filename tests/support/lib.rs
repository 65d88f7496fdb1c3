//! What the suites share.

pub mod http;
pub mod tools;
