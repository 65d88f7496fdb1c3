//! What the suites share.

pub mod tools;
