//! Bytes in, bytes out.

#[cfg(feature = "http")]
pub(crate) mod http;
pub(crate) mod lines;
pub(crate) mod param;
pub(crate) mod room;
#[cfg(feature = "stdio")]
pub(crate) mod stdio;
