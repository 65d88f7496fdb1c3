//! What carries messages between a client and its server.
//!
//! A link knows bytes and, over HTTP, headers. What a message means is the [`Peer`]'s business: a link hands it every
//! text that comes in and is handed every text that goes out.

mod child;
#[cfg(feature = "client-http")]
mod http;
mod stream;
mod write;

pub use child::{Command, EncodingErrors};
#[cfg(feature = "client-http")]
pub use http::{Authorizer, AuthorizerFuture, Challenge, Http, Sse};
pub(super) use stream::StreamLink;

use super::error::ClientError;
use super::peer::Peer;
use crate::revision::Revision;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// A message on its way to the server.
#[derive(Debug)]
pub(super) struct Outgoing<'a> {
    /// The JSON text, on one line and without the line's end.
    pub(super) text: Vec<u8>,
    /// What it is.
    pub(super) kind: Kind<'a>,
    /// The revision it is written in, where that is known.
    pub(super) revision: Option<Revision>,
}

impl Outgoing<'_> {
    /// The id, if it is a request.
    fn id(&self) -> Option<u64> {
        match &self.kind {
            Kind::Request(request) => Some(request.id),
            Kind::Notification(_) | Kind::Answer => None,
        }
    }
}

/// What a message is.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    /// A request, whose answer is waited for under this id.
    Request(Request<'a>),
    /// A notification of this method.
    Notification(&'a str),
    /// The answer to a request of the server.
    Answer,
}

/// What a transport with headers says of a request there.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) id: u64,
    pub(super) method: &'a str,
    /// The tool, prompt or resource it is for: `Mcp-Name` (SEP-2243).
    pub(super) name: Option<&'a str>,
    /// Arguments that are headers too: `Mcp-Param-*` and their values (SEP-2243).
    pub(super) mirrored: &'a [(String, String)],
    /// How long the stream that it is answered with may be silent.
    pub(super) silence: Silence,
}

/// How long a stream of the server's may be silent before it counts as broken. Where a server that is gone is noticed,
/// nobody asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Silence {
    /// As long as it likes.
    #[default]
    Any,
    /// Not much longer than usual, once it is known what is usual.
    Learned,
    /// So long.
    AtMost(Duration),
}

impl Silence {
    /// How long, where that was said.
    pub(super) fn at_most(self) -> Option<Duration> {
        match self {
            Silence::AtMost(limit) => Some(limit),
            Silence::Any | Silence::Learned => None,
        }
    }
}

/// A message that could not be sent, or a request that will not be answered.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: ClientError,
    /// The server does not know the session of this id any more, so it has not looked at the message.
    pub(super) lost_session: Option<String>,
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        Failure {
            error,
            lost_session: None,
        }
    }
}

pub(super) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A transport. Its tasks hand what they hear to [`Peer::hear`] and close the peer when nothing more can come.
pub(super) trait Link: Send + Sync {
    /// Sends a message, and calls [`Peer::sent`] when a request goes out. For a request, the future may end when it is on
    /// its way or when its answer was heard, and has to be polled until then; dropping it gives the request up.
    fn send<'a>(&'a self, peer: &'a Arc<Peer>, message: Outgoing<'a>) -> Boxed<'a, Result<(), Failure>>;

    /// Nobody waits for the answer to this request any more.
    fn cancel(&self, peer: &Arc<Peer>, id: u64, reason: &str);

    /// The revision is settled, and the server knows it: from now on messages belong to the session that it was greeted in.
    fn settled<'a>(&'a self, _peer: &'a Arc<Peer>, _revision: Revision) -> Boxed<'a, ()> {
        Box::pin(async {})
    }

    /// Requests have headers beside their text.
    fn has_headers(&self) -> bool {
        false
    }

    /// Requests may wait for an authorization.
    fn authorizes(&self) -> bool {
        false
    }

    /// The session it is in, where the transport has such.
    fn session(&self) -> Option<String> {
        None
    }

    /// Ends the connection without waiting; these requests are under way.
    fn end(&self, under_way: &[u64]);

    /// Nobody will wait for the end, which [`end`](Self::end) began.
    fn abandon(&self) {}

    /// Waits for the end, which [`end`](Self::end) began.
    fn ended(&self) -> Boxed<'_, ()> {
        Box::pin(async {})
    }
}

/// The notification that a request was given up.
fn cancelled(id: u64, reason: &str) -> Vec<u8> {
    let mut text = Vec::new();
    let params = serde_json::json!({ "requestId": id, "reason": reason });
    crate::jsonrpc::notification(&mut text, "notifications/cancelled", &params);
    text
}
