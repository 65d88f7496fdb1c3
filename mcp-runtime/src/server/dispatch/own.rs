//! A handler that reads a resource of its own server.

use crate::jsonrpc::{McpError, Message};
use crate::revision::Revision;
use crate::server::connection::Connection;
use crate::server::context::Watched;
use crate::server::outgoing::Outgoing;
use crate::server::reply::Reply;
use crate::server::request::{Link, Request};
use crate::server::shared::Shared;
use crate::server::step::Step;
use crate::types::ReadResourceResult;
use serde_json::value::RawValue;
use std::sync::Arc;

/// A handler's read of a resource of its own server: the answer a client would get, read back. What the resource's
/// handler says goes the way that the asking one's goes.
pub(crate) async fn read_own_resource(
    shared: &Arc<Shared>,
    way: (Option<&Arc<Connection>>, &Arc<Outgoing>),
    revision: Revision,
    uri: &str,
) -> Result<ReadResourceResult, McpError> {
    let mut out = Vec::new();
    let pending = {
        let request = Request::new(shared, Link::within(way.0, way.1), "0", revision);
        let mut reply = Reply::new(&mut out, b"0", revision, shared);
        match super::features::read(&request, uri, &mut reply) {
            Step::Done => None,
            Step::Running(running) => Some((running, Watched::new(request.taken_context()))),
        }
    };
    if let Some((mut running, mut watched)) = pending {
        std::future::poll_fn(|context| {
            let mut reply = Reply::new(&mut out, b"0", revision, shared);
            running.as_mut().poll_reply(context, &mut reply)
        })
        .await;
        watched.finish();
    }
    let unreadable = || McpError::internal("the resource's own answer could not be read");
    let text = std::str::from_utf8(&out).map_err(|_| unreadable())?;
    let message: Message<'_, &RawValue> = Message::parse(text).map_err(|malformed| malformed.error)?;
    match (message.result, message.error) {
        (Some(result), _) => serde_json::from_str(result.get()).map_err(|_| unreadable()),
        (None, Some(error)) => Err(serde_json::from_str(error.get()).unwrap_or_else(|_| unreadable())),
        (None, None) => Err(unreadable()),
    }
}
