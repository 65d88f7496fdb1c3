//! HTTP+SSE, the transport of 2024-11-05 (there: basic/transports): a stream of events with all that the server says, whose
//! first event tells where to POST what the client says.

use super::exchange::hear_events;
use super::place::Place;
use super::{Http, Inner, broken, tell_apart};
use crate::client::error::ClientError;
use crate::client::link::{Boxed, Failure, Kind, Link, Outgoing, Silence, cancelled};
use crate::client::peer::Peer;
use crate::client::target::{IntoTarget, Opens, Remote, Target};
use http::Uri;
use std::io::ErrorKind;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// A server at a URL, over HTTP+SSE: the transport of 2024-11-05, for servers that have no other. It is not fallen back to
/// by itself.
///
/// ```no_run
/// # async fn example() -> Result<(), mcp::ClientError> {
/// use mcp::client::{Http, Sse};
/// use mcp::{Client, Mode};
///
/// let server = Sse::new(Http::new("http://127.0.0.1:8000/sse"));
/// let client = Client::builder().mode(Mode::Legacy).connect(server).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Sse(Http);

impl Sse {
    /// The server whose stream is at this URL.
    pub fn new(stream: Http) -> Self {
        Sse(stream)
    }
}

impl IntoTarget<Remote> for Sse {
    fn into_target(self) -> Target {
        Target(Box::new(self))
    }
}

impl Opens for Sse {
    fn key(&self) -> Option<String> {
        self.0.key()
    }

    fn open(self: Box<Self>, peer: &Arc<Peer>) -> Result<Arc<dyn Link>, ClientError> {
        let inner = Arc::new(self.0.parse(peer)?);
        let (found, endpoint) = watch::channel(None);
        let fault = Arc::new(Mutex::new(None));
        let reading = read(inner.clone(), peer.clone(), found, fault.clone());
        Ok(Arc::new(SseLink(Arc::new(Stream {
            inner,
            endpoint,
            fault,
            reader: tokio::spawn(reading).abort_handle(),
        }))))
    }
}

struct SseLink(Arc<Stream>);

struct Stream {
    inner: Arc<Inner>,
    /// Where to POST, once it is known; closed when the stream has ended.
    endpoint: watch::Receiver<Option<Uri>>,
    /// Why there is no stream.
    fault: Arc<Mutex<Option<ClientError>>>,
    reader: AbortHandle,
}

impl Stream {
    async fn post(&self, text: Vec<u8>, begins: impl Fn() + Sync) -> Result<(), ClientError> {
        let mut endpoint = self.endpoint.clone();
        let found = endpoint
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|found| found.clone());
        let Some(target) = found else {
            let fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner).take();
            return Err(fault.unwrap_or(ClientError::Closed));
        };
        self.inner.post_to(target, text.into(), &begins).await
    }
}

impl Link for SseLink {
    fn send<'a>(&'a self, peer: &'a Arc<Peer>, message: Outgoing<'a>) -> Boxed<'a, Result<(), Failure>> {
        let (id, is_answer) = (message.id(), matches!(message.kind, Kind::Answer));
        let begins = move || id.into_iter().for_each(|id| peer.sent(id));
        let sending = async move { Ok(self.0.post(message.text, begins).await?) };
        match is_answer {
            true => Box::pin(self.0.inner.answering(sending)),
            false => Box::pin(sending),
        }
    }

    fn authorizes(&self) -> bool {
        self.0.inner.authorizer.is_some()
    }

    fn cancel(&self, _: &Arc<Peer>, id: u64, reason: &str) {
        let (stream, text) = (self.0.clone(), cancelled(id, reason));
        tell_apart(async move { stream.post(text, || ()).await });
    }

    /// The end of the stream is the end of the session.
    fn end(&self, _: &[u64]) {
        self.0.reader.abort();
    }
}

/// Reads the stream to its end, which is the end of the connection. One that never stood has a fault instead, which whoever
/// sends something is told.
async fn read(
    inner: Arc<Inner>,
    peer: Arc<Peer>,
    found: watch::Sender<Option<Uri>>,
    fault: Arc<Mutex<Option<ClientError>>>,
) {
    let fail = |error: ClientError| {
        tracing::debug!(%error, "the server's stream cannot be read");
        *fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    };
    let body = match inner.get(None, None, None).await {
        Ok(body) => body,
        Err(error) => return fail(error),
    };
    let elsewhere = OnceLock::new();
    let endpoint = |name: &str, data: &str| {
        if name != "endpoint" || found.borrow().is_some() {
            return;
        }
        match inner.same_origin(data, &inner.target) {
            Some(target) => drop(found.send(Some(target))),
            None => drop(elsewhere.set(data.to_owned())),
        }
    };
    // What is told after an endpoint elsewhere, by whoever told it, is nobody's.
    let done = || elsewhere.get().is_some();
    let heard = hear_events(&peer, body, Silence::Any, &mut Place::default(), endpoint, done).await;
    match (heard, elsewhere.get(), found.borrow().is_some()) {
        (_, Some(data), _) => {
            let fault = format!(
                "Endpoint origin does not match connection origin: {}",
                super::endpoint::shown(data)
            );
            fail(ClientError::Unexpected(fault));
        }
        (Err(error), ..) => fail(error),
        (Ok(()), None, false) => {
            let why = "the server's stream ended before it told where to send messages";
            fail(broken(ErrorKind::UnexpectedEof, why));
        }
        (Ok(()), None, true) => {}
    }
    if found.borrow().is_some() {
        peer.close();
    }
}
