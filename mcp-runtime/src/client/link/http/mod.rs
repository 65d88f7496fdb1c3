//! Streamable HTTP (basic/transports): each message is a POST of its own, whose response has the answer. Sessions of the
//! older revisions have an id, and a stream of GET for what the server says on its own account.

mod authorize;
mod endpoint;
mod events;
mod exchange;
mod place;
mod pool;
mod pulse;
mod redirect;
mod refusal;
mod sse;
mod standing;
#[cfg(feature = "client-tls")]
mod tls;
#[cfg(not(feature = "client-tls"))]
#[path = "without_tls.rs"]
mod tls;

pub use authorize::{Authorizer, AuthorizerFuture, Challenge};
pub use endpoint::Http;
pub use sse::Sse;

use super::{Boxed, Failure, Kind, Link, Outgoing, cancelled};
use crate::client::cached::Cache;
use crate::client::error::ClientError;
use crate::client::peer::Peer;
use crate::revision::Revision;
use http::{HeaderMap, Uri};
use pool::Pool;
use std::io::ErrorKind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::task::{AbortHandle, JoinHandle};

/// How long the end of a session may take, and the opening of its stream.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long the server may take to accept the answer to one of its questions.
const ANSWER: Duration = Duration::from_secs(30);

/// The same where a user may have to be asked first.
const AUTHORIZED_ANSWER: Duration = Duration::from_mins(5);

/// A server at a URL.
pub(in crate::client) struct HttpLink(Arc<Inner>);

struct Inner {
    pool: Pool,
    /// What the user calls the server by.
    url: String,
    /// Path and query, in the form of a request's target.
    target: Uri,
    /// What the user wants in each request.
    headers: HeaderMap,
    authorizer: Option<Arc<dyn Authorizer>>,
    /// What is kept of the server's answers, which may be for whoever is authorized alone.
    cache: Option<Arc<Cache>>,
    /// Ends sessions by DELETE.
    ends_sessions: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The session that messages belong to.
    session: Option<String>,
    /// The id that `initialize` was answered with, or that it was answered without one; until the server knows that it was
    /// heard, nothing else is sent in it.
    greeted: Option<Option<String>>,
    /// The connection has ended.
    ended: bool,
    /// What reads the session's stream.
    stream: Option<AbortHandle>,
    /// What ends the session.
    ending: Option<JoinHandle<()>>,
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn session(&self) -> Option<String> {
        self.state().session.clone()
    }

    /// Gives the answer to a question of the server a bounded time to be sent: nobody waits for that.
    async fn answering(&self, sending: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
        let longest = match self.authorizer {
            Some(_) => AUTHORIZED_ANSWER,
            None => ANSWER,
        };
        let late = |_| Err(broken(ErrorKind::TimedOut, "the server has not taken an answer in time").into());
        tokio::time::timeout(longest, sending).await.unwrap_or_else(late)
    }
}

impl Link for HttpLink {
    fn send<'a>(&'a self, peer: &'a Arc<Peer>, message: Outgoing<'a>) -> Boxed<'a, Result<(), Failure>> {
        let is_answer = matches!(message.kind, Kind::Answer);
        let sending = self.0.exchange(peer, message);
        match is_answer {
            true => Box::pin(self.0.answering(sending)),
            false => Box::pin(sending),
        }
    }

    /// Dropping the request has closed its connection, which says it all since 2026-07-28. In a session it says nothing
    /// (basic/transports, "Sending Messages to the Server").
    fn cancel(&self, peer: &Arc<Peer>, id: u64, reason: &str) {
        let revision = peer.revision();
        if revision.is_none_or(Revision::is_modern) {
            return;
        }
        let (link, peer, text) = (self.0.clone(), peer.clone(), cancelled(id, reason));
        tell_apart(async move {
            let message = Outgoing {
                text,
                kind: Kind::Notification("notifications/cancelled"),
                revision,
            };
            link.exchange(&peer, message).await.map_err(|failure| failure.error)
        });
    }

    fn settled<'a>(&'a self, peer: &'a Arc<Peer>, revision: Revision) -> Boxed<'a, ()> {
        Box::pin(async move {
            if revision.is_modern() {
                return;
            }
            let (opened, is_open) = tokio::sync::oneshot::channel();
            {
                let mut state = self.0.state();
                if state.ended {
                    return;
                }
                if let Some(greeted) = state.greeted.take() {
                    state.session = greeted;
                }
                if let Some(before) = state.stream.take() {
                    before.abort();
                }
                let Some(session) = state.session.clone() else { return };
                let standing = standing::read(self.0.clone(), peer.clone(), session, revision, opened);
                state.stream = Some(tokio::spawn(standing).abort_handle());
            }
            // What a server asks in the course of a call may come by this stream alone: it should stand before any call.
            if tokio::time::timeout(PATIENCE, is_open).await.is_err() {
                tracing::debug!("the server has not opened the session's stream yet");
            }
        })
    }

    fn has_headers(&self) -> bool {
        true
    }

    fn authorizes(&self) -> bool {
        self.0.authorizer.is_some()
    }

    fn session(&self) -> Option<String> {
        self.0.session()
    }

    fn end(&self, _: &[u64]) {
        let mut state = self.0.state();
        if let Some(stream) = state.stream.take() {
            stream.abort();
        }
        state.ended = true;
        let greeted = state.greeted.take().flatten();
        let session = greeted.or(state.session.take()).filter(|_| self.0.ends_sessions);
        if let (Some(session), Ok(runtime)) = (session, Handle::try_current()) {
            let link = self.0.clone();
            state.ending = Some(runtime.spawn(async move {
                match tokio::time::timeout(PATIENCE, link.end_session(&session)).await {
                    // 405: the server does not let clients end sessions.
                    Ok(Ok(200 | 202 | 204 | 404 | 405)) => {}
                    Ok(Ok(status)) => tracing::warn!("Session termination failed: {status}"),
                    Ok(Err(error)) => tracing::debug!(%error, "a session could not be ended"),
                    Err(_) => tracing::debug!("a session was not ended in time"),
                }
            }));
        }
    }

    fn ended(&self) -> Boxed<'_, ()> {
        Box::pin(async {
            let ending = self.0.state().ending.take();
            if let Some(ending) = ending {
                let _ = ending.await;
            }
        })
    }
}

/// Tells the server in the background that a request was cancelled.
fn tell_apart(telling: impl Future<Output = Result<(), ClientError>> + Send + 'static) {
    let Ok(runtime) = Handle::try_current() else { return };
    runtime.spawn(async move {
        if !matches!(tokio::time::timeout(PATIENCE, telling).await, Ok(Ok(()))) {
            tracing::debug!("the server could not be told that a request was cancelled");
        }
    });
}

/// An error of the transport, in words.
fn broken(kind: ErrorKind, why: impl Into<String>) -> ClientError {
    ClientError::Transport(std::io::Error::new(kind, why.into()))
}
