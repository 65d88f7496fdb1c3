//! What the suites share.

pub mod http;
pub mod stdio;
pub mod tools;
pub mod transcript;
