//! HTTP+SSE, the transport of 2024-11-05 (basic/transports "HTTP with SSE"), for clients that know no other: a GET opens
//! a stream of events, whose first names the path to post messages to; whatever the server says comes by the stream.
//!
//! Such a stream is a stream of lines like any other, so all that standard input and output do holds here: the order of
//! what is said, calls that run beside each other, the refusal of an id that is in use.

mod inbox;
mod options;
mod outbox;
mod service;
mod streams;

pub(super) use options::SseOptions;
pub(super) use streams::SseStreams;
