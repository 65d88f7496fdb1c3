//! GET and DELETE of the revisions with sessions: listening for what no call is about, coming back for a stream that
//! broke, and ending a session.

use super::answers::{empty, events, failure, method_not_allowed};
use super::body::HttpBody;
use super::event_stream::{EventStream, Reader};
use super::exchange::bad_request;
use super::feed::Feed;
use super::named::Named;
use super::service::HttpService;
use super::sessions::{Busy, HttpSession};
use http::{HeaderName, Response, StatusCode, request::Parts};
use std::sync::Arc;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The names of streams of GET start with it.
const GET: &str = "get-";

/// A stream of GET that is read. Where it can be resumed the session knows it, so that whoever comes back for it takes it
/// over from a reader that is not known yet to be gone.
struct Listening {
    session: Arc<HttpSession>,
    stream: Arc<EventStream>,
    _busy: Busy,
}

impl Listening {
    fn new(session: &Arc<HttpSession>, stream: &Arc<EventStream>) -> Self {
        Listening {
            session: session.clone(),
            stream: stream.clone(),
            _busy: session.keep_busy(),
        }
    }

    /// Has the session know it: who left meanwhile may have had it forgotten.
    fn known(self) -> Self {
        if self.stream.can_resume() {
            self.session.keep_stream(&self.stream);
        }
        self
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.session.forget_unread(&self.stream);
    }
}

impl HttpService {
    /// Opens a stream for what the server says on its own account, or the rest of one that the client has lost.
    pub(super) async fn listen_in_session(&self, parts: &Parts, headers: &Named<'_>) -> Response<HttpBody> {
        if let Some(error) = headers.unserved() {
            return failure(StatusCode::BAD_REQUEST, None, &error);
        }
        if self.options.stateless || headers.is_modern() {
            return method_not_allowed("Method Not Allowed", "POST");
        }
        if !headers.accepts().sse {
            let text = "Not Acceptable: Client must accept text/event-stream";
            return bad_request(StatusCode::NOT_ACCEPTABLE, text);
        }
        let session = match self.session(parts, headers) {
            Ok(session) => session,
            Err(refusal) => return *refusal,
        };
        let last = parts.headers.get(LAST_EVENT_ID).and_then(|value| value.to_str().ok());
        let reader = match last {
            Some(last) => self.resume(&session, last).await,
            None => Ok(None),
        };
        let reader = match reader {
            Ok(Some(reader)) => reader,
            Ok(None) => self.standalone(&session),
            Err(error) => {
                tracing::error!(%error, "events could not be replayed");
                let error = crate::McpError::internal("Error replaying events");
                return failure(StatusCode::INTERNAL_SERVER_ERROR, None, &error);
            }
        };
        events(HttpBody::stream(reader, &self.options))
    }

    /// The rest of the stream that the event of this id belongs to, if it is one of this session's.
    async fn resume(&self, session: &Arc<HttpSession>, last: &str) -> std::io::Result<Option<Reader>> {
        let Some(store) = &self.options.events else {
            return Ok(None);
        };
        let Some(replay) = store.replay_after(last).await? else {
            tracing::info!("a client came back for events that are no longer kept");
            return Ok(None);
        };
        if !session.owns(&replay.stream) {
            tracing::warn!(
                session = session.short_id(),
                "a session asked for the events of another"
            );
            return Ok(None);
        }
        // A call that still runs hands over its stream, and so does whoever reads one of GET. Of a call that has ended the
        // store has all there is.
        if replay.stream[session.id.len() + 1..].starts_with(GET) {
            let events = &self.options.events;
            let stream = session.stream_or(replay.stream, |name| EventStream::new(name, events.clone()));
            let listening = Listening::new(session, &stream);
            let reader = stream.resume(last).await?;
            return Ok(reader.map(|reader| self.fed(listening.known(), reader)));
        }
        if let Some(stream) = session.stream(&replay.stream) {
            return stream.resume(last).await;
        }
        let stream = EventStream::new(replay.stream, None);
        stream.end();
        let mut reader = stream.attach();
        reader.replay(replay.events);
        Ok(Some(reader))
    }

    /// A stream of its own.
    fn standalone(&self, session: &Arc<HttpSession>) -> Reader {
        let stream = EventStream::new(session.stream_name(GET), self.options.events.clone());
        let reader = stream.attach();
        self.fed(Listening::new(session, &stream).known(), reader)
    }

    /// Has the reader read what the session's queue holds.
    fn fed(&self, listening: Listening, reader: Reader) -> Reader {
        let feed = Feed {
            outgoing: listening.session.connection.outgoing.clone(),
            stream: listening.stream.clone(),
            over: listening.session.over.clone(),
            closing: self.closing.clone(),
        };
        reader.fed_by(async move {
            feed.run(|| {}).await;
            drop(listening);
        })
    }

    /// Ends a session.
    pub(super) fn end_session(&self, parts: &Parts, headers: &Named<'_>) -> Response<HttpBody> {
        if let Some(error) = headers.unserved() {
            return failure(StatusCode::BAD_REQUEST, None, &error);
        }
        if headers.is_modern() {
            return method_not_allowed("Method Not Allowed", "POST");
        }
        if self.options.stateless {
            return method_not_allowed("Method Not Allowed: Session termination not supported", "POST");
        }
        match self.session(parts, headers) {
            Ok(session) => {
                self.sessions.close(&session);
                empty(StatusCode::OK)
            }
            Err(refusal) => *refusal,
        }
    }
}
