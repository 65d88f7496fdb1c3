//! POSTs of the revisions with a handshake: a message, or at 2025-03-26 several, in a session that `initialize` opened
//! or, on a server without sessions, alone.

use super::answers::{Refused, empty, events, failure, json, refuse};
use super::body::HttpBody;
use super::event_stream::{EventStream, Reader};
use super::pump::{Call, Pump};
use super::service::{Around, HttpService, Taken};
use super::sessions::HttpSession;
use crate::jsonrpc::{Id, McpError, batch, code, error_bytes};
use crate::revision::{Cancelled, Method, NoticeIn, Revision};
use crate::server::connection::Connection;
use crate::server::context::Principal;
use crate::server::dispatch::{Incoming, Outcome, Pending, answer};
use crate::server::outgoing::Outgoing;
use crate::server::request::{Link, Request};
use crate::transport::http::Accepts;
use http::{HeaderName, Response, StatusCode, request::Parts};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

pub(super) const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");

/// What one POST asks for, started.
pub(super) struct Exchange {
    session: Option<Arc<HttpSession>>,
    revision: Revision,
    /// What is answered already.
    ready: Vec<Vec<u8>>,
    pending: Vec<Pending>,
    outgoing: Option<Arc<Outgoing>>,
    batch: bool,
    /// What is said before an answer reaches the client.
    asks: bool,
}

/// A handshake that is under way.
pub(super) struct Opening {
    connection: Option<Arc<Connection>>,
    principal: Option<Principal>,
    pending: Pending,
}

/// A refusal as JSON-RPC has it, to no request in particular.
pub(super) fn bad_request(status: StatusCode, text: &str) -> Response<HttpBody> {
    failure(status, None, &McpError::invalid_request(text))
}

impl HttpService {
    /// Starts what the message asks for. `text` is the whole of it.
    pub(super) fn take_in_session(&self, parts: &Parts, message: Incoming<'_>, text: &str, accepts: Accepts) -> Taken {
        if let (Some("initialize"), Some(id)) = (message.method.as_deref(), message.id)
            && !parts.headers.contains_key(SESSION_ID)
        {
            return self.initialize(parts, id, message, text);
        }
        let (session, revision) = match self.whose(parts) {
            Ok(session) => session,
            Err(refusal) => return Taken::Answered(refusal),
        };
        let mut exchange = Exchange::new(session, revision, false, accepts);
        if let Err(error) = self.start(&mut exchange, parts, message, text) {
            return Taken::answered(with_session(
                failure(StatusCode::BAD_REQUEST, error.0.map(Id::as_str), &error.1),
                exchange.session.as_deref(),
            ));
        }
        if !exchange.is_over(accepts) {
            return Taken::Exchange(Box::new(exchange));
        }
        Taken::answered(with_session(
            at_once(exchange.ready, false),
            exchange.session.as_deref(),
        ))
    }

    /// Starts what the messages of a batch ask for: a session of 2025-03-26 has batches, no other revision over HTTP.
    pub(super) fn take_batch(&self, parts: &Parts, text: &str, accepts: Accepts) -> Taken {
        let not_here = || {
            let text = "Body must be a single JSON-RPC request or notification object";
            Taken::answered(bad_request(StatusCode::BAD_REQUEST, text))
        };
        let messages = batch::members(text);
        if let Err(error) = &messages
            && error.code == code::PARSE_ERROR
        {
            return Taken::answered(failure(StatusCode::BAD_REQUEST, None, error));
        }
        // Whoever has no session cannot have agreed on the one revision that has batches.
        let (session, revision) = match self.whose(parts) {
            Ok(session) => session,
            Err(_) if !parts.headers.contains_key(SESSION_ID) => return not_here(),
            Err(refusal) => return Taken::Answered(refusal),
        };
        if !revision.has_batches() {
            return not_here();
        }
        let messages = match messages {
            Ok(messages) => messages,
            Err(error) => return Taken::answered(failure(StatusCode::BAD_REQUEST, None, &error)),
        };
        let mut exchange = Exchange::new(session, revision, true, accepts);
        exchange.outgoing = Some(Arc::default());
        for raw in messages {
            let outcome = match Incoming::read(raw.get()) {
                Ok(message) => self.start(&mut exchange, parts, message, raw.get()),
                Err(malformed) => Err((malformed.id, malformed.error)),
            };
            if let Err((id, error)) = outcome {
                exchange.ready.push(error_bytes(id.map(Id::as_str), &error));
            }
        }
        Taken::Exchange(Box::new(exchange))
    }

    /// The session the request is of and its revision; none where the server has no sessions.
    pub(super) fn whose(&self, parts: &Parts) -> Result<(Option<Arc<HttpSession>>, Revision), Refused> {
        if self.options.stateless {
            let header = parts.headers.get(super::checks::PROTOCOL_VERSION);
            let revision = header.and_then(|value| value.to_str().ok()).and_then(Revision::parse);
            return Ok((None, revision.unwrap_or(Revision::BEFORE_HEADERS)));
        }
        let session = self.session(parts)?;
        let revision = session
            .connection
            .handshake()
            .map_or(Revision::LATEST_HANDSHAKE, |handshake| handshake.revision);
        Ok((Some(session), revision))
    }

    /// The session that the request names.
    pub(super) fn session(&self, parts: &Parts) -> Result<Arc<HttpSession>, Refused> {
        let mut ids = parts.headers.get_all(SESSION_ID).iter();
        let refusal = |status, text| Err(Box::new(bad_request(status, text)));
        let (id, None) = (ids.next(), ids.next()) else {
            return refusal(StatusCode::BAD_REQUEST, "Bad Request: more than one session ID");
        };
        let Some(id) = id else {
            return refusal(StatusCode::BAD_REQUEST, "Bad Request: Missing session ID");
        };
        let id = id.to_str().unwrap_or_default();
        let principal = parts.extensions.get::<Principal>();
        if let Some(session) = self.sessions.find(id, principal) {
            return Ok(session);
        }
        let shown = id.get(..64).unwrap_or(id);
        tracing::info!("Rejected request with unknown or expired session ID: {shown}");
        refusal(StatusCode::NOT_FOUND, "Session not found")
    }

    /// Shakes hands, and opens a session for who has.
    fn initialize(&self, parts: &Parts, id: Id<'_>, message: Incoming<'_>, text: &str) -> Taken {
        let connection = (!self.options.stateless).then(|| Arc::new(Connection::of_a_session()));
        let params = message.params.map(|params| params.0).unwrap_or_default();
        let around = Around(parts);
        let mut request = Request::new(
            &self.shared,
            Link::http(connection.as_ref()),
            id.as_str(),
            Revision::LATEST_HANDSHAKE,
        );
        request.meta = params.meta.as_ref().map(|meta| &meta.0);
        request.transported = Some(&around);
        let mut out = Vec::with_capacity(512);
        let outcome = answer(&request, Method::Initialize, &params, text, &mut out);
        let principal = parts.extensions.get::<Principal>().cloned();
        match outcome {
            Outcome::Answered(code) => {
                Taken::answered(self.opened(connection.as_ref(), principal, id.as_str(), code, out))
            }
            Outcome::Pending(pending) => Taken::Opening(Box::new(Opening {
                connection,
                principal,
                pending,
            })),
        }
    }

    /// Waits for the layers around a handshake.
    pub(super) async fn open(&self, mut opening: Opening) -> Response<HttpBody> {
        let pending = &mut opening.pending;
        let mut out = Vec::with_capacity(512);
        let code = poll_fn(|context| pending.poll(context, &mut out)).await;
        let principal = opening.principal.take();
        self.opened(opening.connection.as_ref(), principal, opening.pending.id(), code, out)
    }

    /// The answer to a handshake, with a session if hands were shaken.
    fn opened(
        &self,
        connection: Option<&Arc<Connection>>,
        principal: Option<Principal>,
        id: &str,
        code: Option<i32>,
        out: Vec<u8>,
    ) -> Response<HttpBody> {
        let Some(connection) = connection else {
            return json(StatusCode::OK, out);
        };
        if connection.handshake().is_none() || code.is_some() {
            return json(StatusCode::BAD_REQUEST, out);
        }
        match self.sessions.open(connection.clone(), principal) {
            Ok(session) => {
                self.shared.register(connection);
                with_session(json(StatusCode::OK, out), Some(&session))
            }
            Err(none) => {
                let (status, text) = none.refusal();
                failure(status, Some(id), &McpError::internal(text))
            }
        }
    }

    /// Starts one message. The error is for one that can neither be answered nor ignored as what it is.
    fn start<'a>(
        &self,
        exchange: &mut Exchange,
        parts: &Parts,
        message: Incoming<'a>,
        text: &str,
    ) -> Result<(), (Option<Id<'a>>, McpError)> {
        let params = message.params.map(|params| params.0).unwrap_or_default();
        let (method, id) = match (&message.method, message.id) {
            (Some(method), Some(id)) => (method, id),
            (Some(method), None) => {
                notice(exchange.session.as_deref(), method, text);
                return Ok(());
            }
            (None, id) if message.result.is_some() || message.error.is_some() => {
                let answered = exchange.session.as_ref().zip(id).is_some_and(|(session, id)| {
                    let questions = &session.connection.questions;
                    questions.answered(id.as_str(), message.result, message.error)
                });
                if !answered {
                    tracing::debug!("a response to no request of this server's was ignored");
                }
                return Ok(());
            }
            (None, id) => {
                let text = "Body must be a single JSON-RPC request or notification object";
                return Err((id, McpError::invalid_request(text)));
            }
        };
        let refusal = if exchange
            .session
            .as_ref()
            .is_some_and(|session| session.is_under_way(id.as_str()))
        {
            Some(McpError::invalid_request(
                "Invalid Request: the id is that of a request under way",
            ))
        } else if method == "initialize" && exchange.batch {
            Some(McpError::invalid_request("Invalid Request: initialize stands alone"))
        } else {
            None
        };
        let known = match (refusal, Method::parse(method, exchange.revision)) {
            (None, Some(known)) => known,
            (refusal, _) => {
                let error = refusal.unwrap_or_else(|| McpError::method_not_found(method));
                exchange.ready.push(error_bytes(Some(id.as_str()), &error));
                return Ok(());
            }
        };
        let around = Around(parts);
        let session = exchange.session.clone();
        let connection = session.as_ref().map(|session| &session.connection);
        let shared_way = exchange.outgoing.clone();
        let link = match &shared_way {
            Some(outgoing) => Link::within(connection, outgoing),
            None => Link::http(connection),
        };
        let link = if exchange.asks { link } else { link.answers_only() };
        let mut request = Request::new(&self.shared, link, id.as_str(), exchange.revision);
        request.meta = params.meta.as_ref().map(|meta| &meta.0);
        request.transported = Some(&around);
        let mut out = Vec::with_capacity(512);
        let outcome = answer(&request, known, &params, text, &mut out);
        if let Some(outgoing) = request.link.made() {
            exchange.outgoing = Some(outgoing.clone());
        }
        match outcome {
            Outcome::Answered(_) => exchange.ready.push(out),
            Outcome::Pending(pending) => exchange.pending.push(pending),
        }
        Ok(())
    }

    /// Answers what was started.
    pub(super) async fn exchange(&self, exchange: Exchange, accepts: Accepts) -> Response<HttpBody> {
        let session = exchange.session.clone();
        with_session(self.answer_exchange(exchange, accepts).await, session.as_deref())
    }

    async fn answer_exchange(&self, exchange: Exchange, accepts: Accepts) -> Response<HttpBody> {
        if exchange.is_over(accepts) {
            return at_once(exchange.ready, exchange.batch);
        }
        let batch = exchange.batch;
        let (mut reader, stream) = match self.stream(exchange, accepts).await {
            Ok(streaming) => streaming,
            Err(refusal) => return *refusal,
        };
        if !accepts.sse {
            let mut answers = Vec::new();
            while let Some(event) = reader.next().await {
                if event.answer {
                    answers.push(event.data);
                }
            }
            return at_once(answers, batch);
        }
        // One that can come back is told so at once; to another, an answer that comes first is all there is.
        if stream.can_resume() || batch || !accepts.json {
            return events(HttpBody::stream(reader, &self.options));
        }
        match first_event(&mut reader, self.options.keep_alive).await {
            Some(event) if event.answer => json(StatusCode::OK, event.data),
            Some(event) => {
                reader.unread(event);
                events(HttpBody::stream(reader, &self.options))
            }
            None => events(HttpBody::stream(reader, &self.options)),
        }
    }

    /// The stream that carries what was started, with its reader.
    async fn stream(&self, exchange: Exchange, accepts: Accepts) -> Result<(Reader, Arc<EventStream>), Refused> {
        let session = exchange.session;
        let store = self
            .options
            .events
            .as_ref()
            .filter(|_| session.is_some() && accepts.sse);
        let name = session
            .as_ref()
            .map_or(String::new(), |session| session.stream_name("post-"));
        let stream = EventStream::new(name, store.cloned());
        let mut reader = stream.attach();
        if exchange.revision.has_priming_events()
            && let Some(event) = stream.prime().await
        {
            reader.unread(event);
        }
        let mut calls = Vec::with_capacity(exchange.pending.len());
        for pending in exchange.pending {
            let stop = match &session {
                Some(session) => session.start(pending.id()),
                None => None,
            };
            if stop.is_none() && session.is_some() {
                // Its session ended meanwhile, or the same id came twice at once.
                return Err(Box::new(refuse(StatusCode::NOT_FOUND, "Session not found")));
            }
            calls.push(Call { pending, stop });
        }
        let pump = Pump {
            busy: session.as_ref().map(HttpSession::keep_busy),
            session: session.clone(),
            outgoing: exchange.outgoing.unwrap_or_default(),
            stream: stream.clone(),
            ready: exchange.ready,
            calls,
        };
        match session {
            Some(session) => {
                if stream.can_resume() {
                    session.keep_stream(&stream);
                }
                tokio::spawn(pump.run());
                Ok((reader, stream))
            }
            None => Ok((reader.fed_by(pump.run()), stream)),
        }
    }
}

impl Exchange {
    fn new(session: Option<Arc<HttpSession>>, revision: Revision, batch: bool, accepts: Accepts) -> Self {
        Exchange {
            session,
            revision,
            ready: Vec::new(),
            pending: Vec::new(),
            outgoing: None,
            batch,
            asks: accepts.sse,
        }
    }

    /// Whether all is answered, and the answers are all there is to send.
    fn is_over(&self, accepts: Accepts) -> bool {
        let said = self.outgoing.as_ref().is_some_and(|outgoing| !outgoing.is_empty());
        self.pending.is_empty() && !(said && accepts.sse) && (accepts.json || self.ready.is_empty())
    }
}

/// The first event, unless nothing comes for so long.
async fn first_event(reader: &mut Reader, patience: std::time::Duration) -> Option<super::event_stream::Event> {
    let mut quiet = pin!(tokio::time::sleep(patience));
    poll_fn(|context| {
        if let Poll::Ready(event) = reader.poll_event(context) {
            return Poll::Ready(event);
        }
        quiet.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// Answers that are all there. None at all is what notifications get.
fn at_once(mut answers: Vec<Vec<u8>>, batch: bool) -> Response<HttpBody> {
    if answers.is_empty() {
        return empty(StatusCode::ACCEPTED);
    }
    if !batch && answers.len() == 1 {
        return json(StatusCode::OK, answers.swap_remove(0));
    }
    let mut out = Vec::with_capacity(answers.iter().map(|answer| answer.len() + 1).sum::<usize>() + 1);
    for answer in answers {
        out.push(if out.is_empty() { b'[' } else { b',' });
        out.extend_from_slice(&answer);
    }
    out.push(b']');
    json(StatusCode::OK, out)
}

pub(super) fn with_session(mut response: Response<HttpBody>, session: Option<&HttpSession>) -> Response<HttpBody> {
    if let Some(id) = session.and_then(|session| session.header.clone()) {
        response.headers_mut().insert(SESSION_ID, id);
    }
    response
}

fn notice(session: Option<&HttpSession>, method: &str, text: &str) {
    match NoticeIn::parse(method) {
        Some(NoticeIn::Cancelled) => {
            let cancelled = Cancelled::request_id(text);
            let found = cancelled.is_some_and(|id| session.is_some_and(|session| session.cancel(&id)));
            if !found {
                tracing::debug!("a cancellation of no call under way was ignored");
            }
        }
        Some(NoticeIn::Initialized | NoticeIn::Progress | NoticeIn::RootsListChanged) => {}
        None => tracing::debug!("a notification this server does not know was ignored"),
    }
}
