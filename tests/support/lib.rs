//! What the suites share.

pub mod cases;
pub mod tools;
