//! What the suites share.

pub mod pipes;
pub mod tools;
pub mod web;
