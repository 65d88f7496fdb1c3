//! One connection: requests go out, and wait for their answers.

use super::calls::within;
use super::error::ClientError;
use super::link::{Failure, Kind, Link, Outgoing, Request, Silence};
use super::options::Hook;
use super::peer::{Listener, Peer, Waiter};
use crate::jsonrpc;
use crate::revision::Revision;
use crate::types::{JsonObject, Meta, PROGRESS_TOKEN_META_KEY, ProgressParams};
use serde::Serialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// A connection. Dropping it ends it.
pub(super) struct Connection {
    pub(super) peer: Arc<Peer>,
    pub(super) link: Arc<dyn Link>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.peer.fmt(f)
    }
}

/// A request but for its own parameters.
#[derive(Default)]
pub(super) struct Ask<'a> {
    pub(super) method: &'a str,
    pub(super) meta: Cow<'a, Meta>,
    pub(super) timeout: Option<Duration>,
    pub(super) progress: Option<Hook<ProgressParams>>,
    /// Belongs to the handshake: never cancelled, reports no progress.
    pub(super) handshake: bool,
    /// The revision it is written in, where that is not the one of the connection.
    pub(super) revision: Option<Revision>,
    /// What it is for, where headers say so.
    pub(super) name: Option<&'a str>,
    /// Arguments that are headers too.
    pub(super) mirrored: Vec<(String, String)>,
    /// It is a subscription, and this hears what belongs to it.
    pub(super) listener: Option<Listener>,
    /// How long the stream that it is answered with may be silent.
    pub(super) silence: Silence,
}

#[derive(Serialize)]
struct WithMeta<'a, P> {
    #[serde(flatten)]
    own: &'a P,
    #[serde(rename = "_meta", skip_serializing_if = "Meta::is_empty")]
    meta: &'a Meta,
}

impl Connection {
    /// Sends a request and waits for its answer. Whoever drops the future cancels the request.
    ///
    /// # Errors
    /// The server's error, the time-out, what the transport says, or the end of the connection.
    pub(super) async fn ask<P: Serialize + Sync>(&self, ask: Ask<'_>, own: &P) -> Result<Box<RawValue>, Failure> {
        let id = self.peer.next_id();
        self.ask_as(id, ask, own).await
    }

    /// The same under an id that was taken before.
    ///
    /// # Errors
    /// As [`ask`](Self::ask).
    pub(super) async fn ask_as<P: Serialize + Sync>(
        &self,
        id: u64,
        mut ask: Ask<'_>,
        own: &P,
    ) -> Result<Box<RawValue>, Failure> {
        let (method, limit) = (ask.method, ask.timeout);
        if ask.progress.is_some() || (self.peer.hooks.progress.is_some() && !ask.handshake && ask.listener.is_none()) {
            ask.meta.to_mut().insert(PROGRESS_TOKEN_META_KEY.into(), id.into());
        }
        let mut text = Vec::with_capacity(256);
        jsonrpc::request(&mut text, id, method, &WithMeta { own, meta: &ask.meta });
        let (answer, answered) = oneshot::channel();
        let waiter = Waiter {
            answer,
            progress: ask.progress,
            listener: ask.listener,
            cancellable: !ask.handshake,
            sent: false,
        };
        self.peer.wait(id, waiter)?;
        let mut underway = Underway {
            connection: self,
            id,
            reason: Cow::Borrowed("caller cancelled"),
        };
        let request = Request {
            id,
            method,
            name: ask.name,
            mirrored: &ask.mirrored,
            silence: ask.silence,
        };
        let message = Outgoing {
            text,
            kind: Kind::Request(request),
            revision: ask.revision.or(self.peer.revision()),
        };
        let exchange = exchanged(answered, self.link.send(&self.peer, message));
        let outcome = match limit {
            None => exchange.await,
            Some(after) => timeout(after, exchange).await.unwrap_or_else(|_| {
                underway.reason = format!("timed out after {}s", after.as_secs_f64()).into();
                let method = method.to_owned();
                Err(ClientError::Timeout { method, after }.into())
            }),
        };
        // What the transport could not do, the server need not be told to stop.
        if outcome
            .as_ref()
            .err()
            .is_some_and(|failure| !failure.error.is_timeout())
        {
            self.peer.take(id);
        }
        outcome
    }

    /// Sends a notification, within this time: over HTTP that waits for the server.
    ///
    /// # Errors
    /// The connection has ended or ends, the transport fails, or it takes longer.
    pub(super) async fn tell(
        &self,
        method: &str,
        params: &JsonObject,
        limit: Option<Duration>,
    ) -> Result<(), ClientError> {
        let mut text = Vec::new();
        jsonrpc::notification(&mut text, method, params);
        let message = Outgoing {
            text,
            kind: Kind::Notification(method),
            revision: self.peer.revision(),
        };
        let sending = async {
            let sent = self.link.send(&self.peer, message).await;
            sent.map_err(|failure| failure.error)
        };
        within(limit, method, self.while_open(sending)).await
    }

    /// Does this, and no longer than the connection lasts.
    ///
    /// # Errors
    /// The connection has ended or ends, or its own.
    pub(super) async fn while_open<T>(
        &self,
        work: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, ClientError> {
        let (mut work, mut closed) = (pin!(work), pin!(self.peer.closed()));
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Pending => closed.as_mut().poll(context).map(|()| Err(ClientError::Closed)),
            done => done,
        })
        .await
    }

    /// Ends the connection: cancels what is under way, closes the transport, and sees the other side out.
    pub(super) async fn close(&self) {
        self.peer.close();
        self.link.ended().await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.peer.close();
        self.link.abandon();
    }
}

/// Sends until the answer is here, or cannot come any more.
async fn exchanged(
    answered: oneshot::Receiver<super::peer::Answer>,
    sending: impl Future<Output = Result<(), Failure>>,
) -> Result<Box<RawValue>, Failure> {
    let (mut answered, mut sending) = (pin!(answered), pin!(sending));
    let closed = |answer: Result<_, _>| Ok(answer.unwrap_or(Err(ClientError::Closed))?);
    let mut sent = false;
    poll_fn(|context| {
        let mut failed = None;
        if !sent && let Poll::Ready(outcome) = sending.as_mut().poll(context) {
            sent = true;
            failed = outcome.err();
        }
        // An answer that is here counts, whatever became of the rest of the exchange.
        match (answered.as_mut().poll(context), failed) {
            (Poll::Ready(answer), _) => Poll::Ready(closed(answer)),
            (Poll::Pending, Some(failure)) => Poll::Ready(Err(failure)),
            (Poll::Pending, None) => Poll::Pending,
        }
    })
    .await
}

/// A request that may be waiting. When it is dropped before its answer came, nobody wants that any more.
struct Underway<'a> {
    connection: &'a Connection,
    id: u64,
    reason: Cow<'static, str>,
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        let Connection { peer, link } = self.connection;
        if let Some(waiter) = peer.take(self.id)
            && waiter.is_cancellable()
        {
            link.cancel(peer, self.id, &self.reason);
        }
    }
}
