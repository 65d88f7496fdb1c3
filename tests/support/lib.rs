//! What the suites share.

pub mod http;
pub mod pipes;
pub mod tools;
pub mod web;
