//! One message and what comes of it.

use super::authorize::Refusals;
use super::events::{Event, Events};
use super::place::Place;
use super::pool::{Whole, broken as hyper_broken};
use super::pulse::Pulse;
use super::redirect;
use super::refusal::{MOST_READ, error_in, refusal};
use super::{Inner, broken};
use crate::client::error::ClientError;
use crate::client::link::{Failure, Kind, Outgoing, Silence};
use crate::client::peer::Peer;
use crate::jsonrpc::{McpError, code};
use crate::revision::Revision;
use crate::transport::param::encode;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use http_body::Body;
use hyper::body::Incoming;
use std::future::poll_fn;
use std::io::ErrorKind;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// Failures to come back, one after the other, that end a request.
const MOST_FAILURES: usize = 2;

const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const LAST_EVENT: HeaderName = HeaderName::from_static("last-event-id");

/// Told when a request goes out, which may have waited for its authorization.
type Begins<'a> = &'a (dyn Fn() + Sync);

/// A request whose answer is waited for.
struct Sent {
    id: u64,
    silence: Silence,
    revision: Option<Revision>,
    session: Option<String>,
}

impl Inner {
    /// Sends a message and hears what comes of it, up to the answer if it is a request.
    ///
    /// # Errors
    /// The server cannot be reached, refuses, or its answer does not come.
    pub(super) async fn exchange(&self, peer: &Arc<Peer>, message: Outgoing<'_>) -> Result<(), Failure> {
        let session = self.session_for(&message);
        let id = match &message.kind {
            Kind::Request(request) => Some((request.id, request.silence)),
            Kind::Notification(_) | Kind::Answer => None,
        };
        let greets = matches!(&message.kind, Kind::Request(request) if request.method == "initialize");
        let revision = message.revision;
        let response = self.post(peer, message, session.as_deref()).await?;
        let status = response.status();
        let Some((id, silence)) = id else {
            if !status.is_success() {
                tracing::debug!(%status, "the server refused a message that has no answer");
            }
            return Ok(());
        };
        if status.as_u16() >= 400 {
            let mut error = refused(response).await;
            // An unknown method is 404 to some servers, too; then it was the session that they knew.
            let unknown_method = error.code() == Some(code::METHOD_NOT_FOUND);
            let lost_session = session.filter(|_| status == StatusCode::NOT_FOUND && !unknown_method);
            if lost_session.is_some() && error.as_protocol().is_none() {
                error = ClientError::Protocol(McpError::invalid_request("Session terminated"));
            }
            return Err(Failure { error, lost_session });
        }
        let session = match greets {
            true => {
                let id = response.headers().get(SESSION).and_then(|id| id.to_str().ok());
                let id = id.map(str::to_owned);
                self.state().greeted = Some(id.clone());
                id
            }
            false => session,
        };
        let sent = Sent {
            id,
            silence,
            revision,
            session,
        };
        self.answered(peer, &sent, response).await.map_err(Failure::from)
    }

    /// The session that a message belongs to.
    fn session_for(&self, message: &Outgoing<'_>) -> Option<String> {
        let begins = match &message.kind {
            _ if message.revision.is_some_and(Revision::is_modern) => return None,
            Kind::Request(request) if request.method == "initialize" => return None,
            Kind::Notification(method) => *method == "notifications/initialized",
            _ => false,
        };
        let state = self.state();
        match (&state.session, &state.greeted) {
            (Some(session), None) => Some(session.clone()),
            (Some(session), Some(_)) if !begins => Some(session.clone()),
            (_, greeted) => greeted.clone().flatten(),
        }
    }

    /// Sends a message, and follows where that leads within the server.
    async fn post(
        &self,
        peer: &Peer,
        message: Outgoing<'_>,
        session: Option<&str>,
    ) -> Result<Response<Incoming>, ClientError> {
        let mut headers = self.headers.clone();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(
            header::ACCEPT,
            HeaderValue::from_static("application/json, text/event-stream"),
        );
        let (method, name, mirrored) = match &message.kind {
            Kind::Request(request) => (Some(request.method), request.name, request.mirrored),
            Kind::Notification(method) => (Some(*method), None, &[][..]),
            Kind::Answer => (None, None, &[][..]),
        };
        if let Some(revision) = message.revision.filter(|_| method != Some("initialize")) {
            headers.insert(PROTOCOL_VERSION, HeaderValue::from_static(revision.as_str()));
        }
        if let Some(session) = session {
            headers.insert(SESSION, value("the session's id", session)?);
        }
        if message.revision.is_some_and(Revision::is_modern) {
            if let Some(method) = method {
                headers.insert(HeaderName::from_static("mcp-method"), value("the method", method)?);
            }
            if let Some(name) = name {
                headers.insert(HeaderName::from_static("mcp-name"), value("the name", &encode(name))?);
            }
            for (header, argument) in mirrored {
                let invalid = |_| ClientError::Invalid(format!("{header} is no header"));
                let name = HeaderName::try_from(header).map_err(invalid)?;
                headers.insert(name, value(header, argument)?);
            }
        }
        // Nobody waits for what comes of a notification, but for the one that a session begins with.
        let waited_for = !matches!(message.kind, Kind::Notification(method) if method != "notifications/initialized");
        let id = message.id();
        let begins = || id.into_iter().for_each(|id| peer.sent(id));
        self.follow(&Method::POST, &headers, message.text.into(), waited_for, &begins)
            .await
    }

    /// Sends a message to a place of its own, where nothing but that it came is answered; says so when it begins to.
    ///
    /// # Errors
    /// The server cannot be reached, or refuses.
    pub(super) async fn post_to(&self, target: Uri, text: Bytes, begins: Begins<'_>) -> Result<(), ClientError> {
        let mut headers = self.headers.clone();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let response = self
            .follow_from(target, &Method::POST, &headers, text, true, begins)
            .await?;
        if response.status().is_success() {
            return Ok(());
        }
        Err(refused(response).await)
    }

    /// Sends a request, and again where it is sent to within the server.
    async fn follow(
        &self,
        method: &Method,
        headers: &http::HeaderMap,
        body: Bytes,
        waited_for: bool,
        begins: Begins<'_>,
    ) -> Result<Response<Incoming>, ClientError> {
        self.follow_from(self.target.clone(), method, headers, body, waited_for, begins)
            .await
    }

    async fn follow_from(
        &self,
        mut target: Uri,
        method: &Method,
        headers: &http::HeaderMap,
        body: Bytes,
        waited_for: bool,
        begins: Begins<'_>,
    ) -> Result<Response<Incoming>, ClientError> {
        let (mut redirects, mut refusals) = (0, Refusals::default());
        while redirects <= redirect::MOST {
            let mut headers = headers.clone();
            self.authorize(&mut headers).await?;
            let sent = headers.get(header::AUTHORIZATION).cloned();
            let mut request = Request::new(Whole::new(body.clone()));
            *request.method_mut() = method.clone();
            *request.uri_mut() = target.clone();
            *request.headers_mut() = headers;
            begins();
            let response = self.pool.send(request).await?;
            if let Some(next) = self.redirected(method, response.status(), response.headers(), &target)? {
                (target, redirects) = (next, redirects + 1);
            } else if !waited_for || !self.is_challenged(&response, sent.as_ref(), &mut refusals).await? {
                return Ok(response);
            }
        }
        let fault = format!("The server redirects more than {} times", redirect::MOST);
        Err(ClientError::Unexpected(fault))
    }

    /// Asks for the stream of a session, or for the rest of one.
    ///
    /// # Errors
    /// The server cannot be reached, or has no such stream.
    pub(super) async fn get(
        &self,
        session: Option<&str>,
        revision: Option<Revision>,
        last_id: Option<&str>,
    ) -> Result<Incoming, ClientError> {
        let mut headers = self.headers.clone();
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/event-stream"));
        if let Some(revision) = revision {
            headers.insert(PROTOCOL_VERSION, HeaderValue::from_static(revision.as_str()));
        }
        if let Some(session) = session {
            headers.insert(SESSION, value("the session's id", session)?);
        }
        if let Some(id) = last_id {
            headers.insert(LAST_EVENT, value("the id of the last event", id)?);
        }
        let response = self.follow(&Method::GET, &headers, Bytes::new(), true, &|| ()).await?;
        if response.status() == StatusCode::OK && content_type(&response) == "text/event-stream" {
            return Ok(response.into_body());
        }
        Err(refused(response).await)
    }

    /// Ends a session; the status of the response.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub(super) async fn end_session(&self, session: &str) -> Result<u16, ClientError> {
        let mut headers = self.headers.clone();
        headers.insert(SESSION, value("the session's id", session)?);
        let response = self
            .follow(&Method::DELETE, &headers, Bytes::new(), false, &|| ())
            .await?;
        Ok(response.status().as_u16())
    }

    /// Hears the response to a request.
    async fn answered(&self, peer: &Arc<Peer>, sent: &Sent, response: Response<Incoming>) -> Result<(), ClientError> {
        let status = response.status();
        if status == StatusCode::ACCEPTED {
            let fault = "The server answered a request with 202 Accepted";
            return Err(ClientError::Unexpected(fault.into()));
        }
        match content_type(&response).as_str() {
            "application/json" => {
                let body = read_all(response.into_body(), peer.longest).await?;
                let text = std::str::from_utf8(&body)
                    .map_err(|_| ClientError::Unexpected("The server's answer is not UTF-8".into()))?;
                peer.hear(text);
                if !peer.waits(sent.id) {
                    return Ok(());
                }
                Err(match error_in(&body) {
                    Some(error) => ClientError::Protocol(error),
                    None => {
                        ClientError::Unexpected("The server's answer is no JSON-RPC response to the request".into())
                    }
                })
            }
            "text/event-stream" => self.events(peer, sent, response.into_body()).await,
            other => Err(ClientError::Unexpected(format!("Unexpected content type: {other}"))),
        }
    }

    /// Hears a stream of events up to the answer. One that breaks is taken up again where it says how, in the revisions
    /// that can (basic/transports, "Resumability and Redelivery").
    async fn events(&self, peer: &Arc<Peer>, sent: &Sent, mut body: Incoming) -> Result<(), ClientError> {
        let Sent {
            id, silence, revision, ..
        } = *sent;
        let mut place = Place::default();
        loop {
            let ended = hear_events(peer, body, silence, &mut place, ignored, || !peer.waits(id)).await;
            if !peer.waits(id) {
                return Ok(());
            }
            if let Err(error @ ClientError::TooLarge { .. }) = ended {
                return Err(error);
            }
            let last_id = place.last_id.clone();
            let Some(last_id) = last_id.filter(|_| !revision.is_some_and(Revision::is_modern)) else {
                ended?;
                return Err(broken(ErrorKind::UnexpectedEof, "SSE stream ended without a response"));
            };
            let mut failures = 0;
            body = loop {
                place.wait().await;
                match self.get(sent.session.as_deref(), revision, Some(&last_id)).await {
                    Ok(body) => break body,
                    Err(error @ ClientError::Authorization(_)) => return Err(error),
                    Err(error) => {
                        tracing::debug!(%error, "a stream could not be taken up again");
                        failures += 1;
                        if failures == MOST_FAILURES {
                            let fault = "SSE stream ended and reconnection attempts were exhausted";
                            return Err(broken(ErrorKind::ConnectionAborted, fault));
                        }
                    }
                }
            };
        }
    }
}

/// What is done with an event of another name, which none has a meaning.
pub(super) fn ignored(name: &str, _data: &str) {
    tracing::debug!(name, "an event of another name was ignored");
}

/// Hears the events of a stream until it ends, or nobody wants to hear more; `other` hears those of another name.
///
/// # Errors
/// The connection breaks, an event is too long, or nothing comes for too long.
pub(super) async fn hear_events(
    peer: &Arc<Peer>,
    mut body: Incoming,
    silence: Silence,
    place: &mut Place,
    mut other: impl FnMut(&str, &str),
    done: impl Fn() -> bool,
) -> Result<(), ClientError> {
    place.begin();
    let mut events = Events::new(peer.longest);
    let mut pulse = Pulse::new(silence);
    while let Some(bytes) = within(pulse.limit(), next(&mut body)).await? {
        let mut heard = |event: Event| {
            place.reach(event.id, event.retry);
            match event.name.as_str() {
                "" | "message" if event.data.is_empty() => {}
                "" | "message" => peer.hear(&event.data),
                name => other(name, &event.data),
            }
        };
        let limit = peer.longest;
        events
            .take(&bytes, &mut heard)
            .map_err(|_| ClientError::TooLarge { limit })?;
        pulse.heard(events.comments(), Instant::now());
        if done() {
            return Ok(());
        }
    }
    Ok(())
}

/// What comes of the stream within this time.
async fn within<T>(
    limit: Option<Duration>,
    next: impl Future<Output = Result<T, ClientError>>,
) -> Result<T, ClientError> {
    let Some(limit) = limit else { return next.await };
    let silent = |_| broken(ErrorKind::TimedOut, "the server has been silent for too long");
    timeout(limit, next).await.map_err(silent)?
}

/// The next bytes of a body.
async fn next(body: &mut Incoming) -> Result<Option<Bytes>, ClientError> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
            None => return Ok(None),
            Some(Err(error)) => return Err(ClientError::Transport(hyper_broken(&error))),
            Some(Ok(frame)) => {
                if let Ok(bytes) = frame.into_data() {
                    return Ok(Some(bytes));
                }
            }
        }
    }
}

/// All of a body.
async fn read_all(mut body: Incoming, limit: usize) -> Result<Vec<u8>, ClientError> {
    let mut all = Vec::new();
    while let Some(bytes) = next(&mut body).await? {
        if all.len() + bytes.len() > limit {
            return Err(ClientError::TooLarge { limit });
        }
        all.extend_from_slice(&bytes);
    }
    Ok(all)
}

/// What a response says that is no answer, as far as it can be read.
async fn refused(response: Response<Incoming>) -> ClientError {
    let (head, mut body) = response.into_parts();
    let mut some = Vec::new();
    while some.len() < MOST_READ
        && let Ok(Some(bytes)) = next(&mut body).await
    {
        some.extend_from_slice(&bytes);
    }
    some.truncate(MOST_READ);
    refusal(head.status, &head.headers, &some)
}

/// The media type in lower case, without its parameters; empty if there is none.
fn content_type(response: &Response<Incoming>) -> String {
    let value = response.headers().get(header::CONTENT_TYPE);
    let text = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn value(what: &str, text: &str) -> Result<HeaderValue, ClientError> {
    HeaderValue::try_from(text).map_err(|_| ClientError::Invalid(format!("{what} cannot be sent in a header")))
}
