//! POSTs of the revisions with a handshake: a message, or at 2025-03-26 several, in a session that `initialize` opened
//! or, on a server without sessions, alone.

use super::answers::{Refused, empty, events, failure, json, parted, spliced};
use super::body::HttpBody;
use super::event_stream::{EventStream, Reader};
use super::named::{Named, Once};
use super::pump::{Call, Pump};
use super::service::{Around, HttpService, Taken};
use super::sessions::HttpSession;
use crate::jsonrpc::{Id, McpError, batch, code, error_bytes};
use crate::revision::{Cancelled, Method, NoticeIn, Revision};
use crate::server::connection::Connection;
use crate::server::context::Principal;
use crate::server::dispatch::{Incoming, Outcome, Params, Pending, answer};
use crate::server::outgoing::Outgoing;
use crate::server::request::{Link, Request, Splice};
use crate::transport::http::Accepts;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, request::Parts};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");

/// Who asks.
pub(super) struct Asker {
    /// None where the server has no sessions.
    session: Option<Arc<HttpSession>>,
    revision: Revision,
    /// Several messages come at once.
    batch: bool,
}

/// What became of one message.
enum Started {
    /// It is no request.
    Nothing,
    /// With bytes that many answers share, and where they belong.
    Answered(Vec<u8>, Option<(usize, Bytes)>),
    Pending(Pending),
}

/// What one POST asks for, started.
pub(super) struct Exchange {
    asker: Asker,
    /// What is answered already.
    ready: Vec<Vec<u8>>,
    pending: Vec<Pending>,
    outgoing: Option<Arc<Outgoing>>,
}

/// A handshake that is under way.
pub(super) struct Opening {
    connection: Option<Arc<Connection>>,
    principal: Option<Principal>,
    pending: Pending,
}

/// A refusal as JSON-RPC has it, to no request in particular.
#[cold]
pub(super) fn bad_request(status: StatusCode, text: &str) -> Response<HttpBody> {
    failure(status, None, &McpError::invalid_request(text))
}

impl HttpService {
    /// Starts what the message asks for. `text` is the whole of it.
    pub(super) fn take_in_session(
        &self,
        parts: &Parts,
        headers: &Named<'_>,
        message: &Incoming<'_>,
        text: &str,
        accepts: Accepts,
    ) -> Taken {
        if let (Some("initialize"), Some(id), Once::Absent) = (message.method.as_deref(), message.id, headers.session) {
            return self.initialize(parts, id, message.params(), text);
        }
        let asker = match self.whose(parts, headers) {
            Ok(asker) => asker,
            Err(refusal) => return Taken::Answered(*refusal),
        };
        let mut outgoing = None;
        match self.start(&asker, &mut outgoing, parts, message, text, accepts) {
            // Nothing else is to be said: most answers.
            Ok(Started::Answered(answer, shared)) if accepts.json && !has_said(outgoing.as_ref(), accepts) => {
                Taken::Answered(match shared {
                    Some((at, shared)) => parted(StatusCode::OK, answer, at, shared),
                    None => json(StatusCode::OK, answer),
                })
            }
            Ok(Started::Nothing) => Taken::Answered(empty(StatusCode::ACCEPTED)),
            Ok(started) => {
                let mut exchange = Exchange::new(asker);
                exchange.outgoing = outgoing;
                exchange.add(started);
                Taken::Exchange(Box::new(exchange))
            }
            Err((id, error)) => Taken::Answered(failure(StatusCode::BAD_REQUEST, id.map(Id::as_str), &error)),
        }
    }

    /// Starts what the messages of a batch ask for: 2025-03-26 has batches, no other revision over HTTP.
    pub(super) fn take_batch(&self, parts: &Parts, headers: &Named<'_>, text: &str, accepts: Accepts) -> Taken {
        let not_here = || {
            let text = "Body must be a single JSON-RPC request or notification object";
            Taken::Answered(bad_request(StatusCode::BAD_REQUEST, text))
        };
        let messages = batch::members(text);
        if let Err(error) = &messages
            && error.code == code::PARSE_ERROR
        {
            return Taken::Answered(failure(StatusCode::BAD_REQUEST, None, error));
        }
        // Where there are sessions, who has none cannot have agreed on the one revision that has batches.
        let asker = match self.whose(parts, headers) {
            Ok(asker) => Asker { batch: true, ..asker },
            Err(_) if matches!(headers.session, Once::Absent) => return not_here(),
            Err(refusal) => return Taken::Answered(*refusal),
        };
        if !asker.revision.has_batches() {
            return not_here();
        }
        let messages = match messages {
            Ok(messages) => messages,
            Err(error) => return Taken::Answered(failure(StatusCode::BAD_REQUEST, None, &error)),
        };
        let mut exchange = Exchange::new(asker);
        exchange.outgoing = Some(Arc::default());
        for raw in messages {
            let (text, mut message) = (raw.get(), Incoming::empty());
            if exchange.ready.iter().map(Vec::len).sum::<usize>() > batch::MOST_ANSWERED
                && let Some(refusal) = batch::refusal(text)
            {
                exchange.ready.push(refusal);
                continue;
            }
            let outcome = match message.read(text) {
                Ok(()) => self.start(&exchange.asker, &mut exchange.outgoing, parts, &message, text, accepts),
                Err(malformed) => Err((malformed.id, malformed.error)),
            };
            exchange.add(outcome.unwrap_or_else(|(id, error)| {
                let id = id.map(Id::as_str);
                Started::Answered(error_bytes(id, &error), None)
            }));
        }
        Taken::Exchange(Box::new(exchange))
    }

    /// Who asks, for one message.
    fn whose(&self, parts: &Parts, headers: &Named<'_>) -> Result<Asker, Refused> {
        let (session, revision) = if self.options.stateless {
            let header = match headers.protocol_version {
                Once::Absent => None,
                Once::One(value) => value.to_str().ok(),
                Once::Many(_) => {
                    let text = "Bad Request: more than one protocol version";
                    return Err(Box::new(bad_request(StatusCode::BAD_REQUEST, text)));
                }
            };
            let revision = header.and_then(Revision::parse);
            (None, revision.unwrap_or(Revision::BEFORE_HEADERS))
        } else {
            let session = self.session(parts, headers)?;
            let handshake = session.connection.handshake();
            let revision = handshake.map_or(Revision::LATEST_HANDSHAKE, |handshake| handshake.revision);
            (Some(session), revision)
        };
        Ok(Asker {
            session,
            revision,
            batch: false,
        })
    }

    /// The session that the request names.
    pub(super) fn session(&self, parts: &Parts, headers: &Named<'_>) -> Result<Arc<HttpSession>, Refused> {
        let refusal = |status, text| Err(Box::new(bad_request(status, text)));
        let id = match headers.session {
            Once::One(id) => id,
            Once::Absent => return refusal(StatusCode::BAD_REQUEST, "Bad Request: Missing session ID"),
            Once::Many(_) => return refusal(StatusCode::BAD_REQUEST, "Bad Request: more than one session ID"),
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
    fn initialize(&self, parts: &Parts, id: Id<'_>, params: &Params<'_>, text: &str) -> Taken {
        let connection =
            (!self.options.stateless).then(|| Arc::new(Connection::of_a_session(self.options.question_timeout)));
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
        let outcome = answer(&request, Method::Initialize, params, text, &mut out);
        let principal = parts.extensions.get::<Principal>().cloned();
        match outcome {
            Outcome::Answered(code) => {
                Taken::Answered(self.opened(connection.as_ref(), principal, id.as_str(), code, out))
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
                let mut response = json(StatusCode::OK, out);
                // Here and nowhere else: the client keeps it (basic/transports, "Session Management").
                if let Ok(id) = HeaderValue::from_str(&session.id) {
                    response.headers_mut().insert(SESSION_ID, id);
                }
                response
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
        asker: &Asker,
        outgoing: &mut Option<Arc<Outgoing>>,
        parts: &Parts,
        message: &Incoming<'a>,
        text: &str,
        accepts: Accepts,
    ) -> Result<Started, (Option<Id<'a>>, McpError)> {
        let params = message.params();
        let session = asker.session.as_ref();
        let (method, id) = match (&message.method, message.id) {
            (Some(method), Some(id)) => (method, id),
            (Some(method), None) => {
                notice(session, method, text);
                return Ok(Started::Nothing);
            }
            (None, id) if message.result.is_some() || message.error.is_some() => {
                let answered = session.zip(id).is_some_and(|(session, id)| {
                    let questions = &session.connection.questions;
                    questions.answered(id.as_str(), message.result, message.error)
                });
                if !answered {
                    tracing::debug!("a response to no request of this server's was ignored");
                }
                return Ok(Started::Nothing);
            }
            (None, id) => {
                let text = "Body must be a single JSON-RPC request or notification object";
                return Err((id, McpError::invalid_request(text)));
            }
        };
        let refusal = match session.and_then(|session| session.refusal(id.as_str())) {
            None if method == "initialize" && asker.batch => {
                Some(McpError::invalid_request("Invalid Request: initialize stands alone"))
            }
            refusal => refusal,
        };
        let known = match (refusal, Method::parse(method, asker.revision)) {
            (None, Some(known)) => known,
            (refusal, _) => {
                let error = refusal.unwrap_or_else(|| McpError::method_not_found(method));
                return Ok(Started::Answered(error_bytes(Some(id.as_str()), &error), None));
            }
        };
        let around = Around(parts);
        let connection = session.map(|session| &session.connection);
        let link = match &*outgoing {
            Some(outgoing) => Link::within(connection, outgoing),
            None => Link::http(connection),
        };
        // What is said before an answer has to reach the client.
        let link = if accepts.sse { link } else { link.answers_only() };
        let mut request = Request::new(&self.shared, link, id.as_str(), asker.revision);
        request.meta = params.meta.as_ref().map(|meta| &meta.0);
        request.transported = Some(&around);
        let splice = Splice::default();
        // A batch is one array of all its answers.
        request.splice = (!asker.batch).then_some(&splice);
        let mut out = Vec::with_capacity(512);
        let outcome = answer(&request, known, params, text, &mut out);
        let made = request.link.made().cloned();
        drop(request);
        if made.is_some() {
            *outgoing = made;
        }
        Ok(match outcome {
            Outcome::Answered(_) => Started::Answered(out, splice.take()),
            Outcome::Pending(pending) => Started::Pending(pending),
        })
    }

    /// Answers what was started.
    pub(super) async fn exchange(&self, exchange: Exchange, accepts: Accepts) -> Response<HttpBody> {
        let batch = exchange.asker.batch;
        if exchange.is_over(accepts) {
            return at_once(exchange.ready, batch);
        }
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
        let Asker { session, revision, .. } = exchange.asker;
        let store = self
            .options
            .events
            .as_ref()
            .filter(|_| session.is_some() && accepts.sse);
        let name = session
            .as_ref()
            .map_or(String::new(), |session| session.stream_name("post-"));
        let asks = session.as_ref().map(|session| session.connection.clone());
        let stream = EventStream::asking(name, store.cloned(), asks);
        let mut reader = stream.attach();
        if revision.has_priming_events()
            && let Some(event) = stream.prime().await
        {
            reader.unread(event);
        }
        let mut ready = exchange.ready;
        let mut calls = Vec::with_capacity(exchange.pending.len());
        for pending in exchange.pending {
            let stop = session.as_ref().map(|session| session.start(pending.id())).transpose();
            match (stop, &session) {
                (Ok(stop), _) => calls.push(Call { pending, stop }),
                (Err(_), Some(session)) if session.over.is_cancelled() => {
                    return Err(Box::new(bad_request(StatusCode::NOT_FOUND, "Session not found")));
                }
                // The same id came twice at once, or too many came.
                (Err(error), _) => ready.push(error_bytes(Some(pending.id()), &error)),
            }
        }
        let pump = Pump {
            busy: session.as_ref().map(HttpSession::keep_busy),
            session: session.clone(),
            outgoing: exchange.outgoing.unwrap_or_default(),
            stream: stream.clone(),
            ready,
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
    fn new(asker: Asker) -> Self {
        Exchange {
            asker,
            ready: Vec::new(),
            pending: Vec::new(),
            outgoing: None,
        }
    }

    fn add(&mut self, started: Started) {
        match started {
            Started::Nothing => {}
            Started::Answered(answer, None) => self.ready.push(answer),
            Started::Answered(answer, Some((at, shared))) => self.ready.push(spliced(answer, at, &shared)),
            Started::Pending(pending) => self.pending.push(pending),
        }
    }

    /// Whether all is answered, and the answers are all there is to send.
    fn is_over(&self, accepts: Accepts) -> bool {
        let said = has_said(self.outgoing.as_ref(), accepts);
        self.pending.is_empty() && !said && (accepts.json || self.ready.is_empty())
    }
}

/// Whether something was said that the client reads.
fn has_said(outgoing: Option<&Arc<Outgoing>>, accepts: Accepts) -> bool {
    accepts.sse && outgoing.is_some_and(|outgoing| !outgoing.is_empty())
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

fn notice(session: Option<&Arc<HttpSession>>, method: &str, text: &str) {
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
