//! One client on a stream of lines: the handshake or the envelope, and the requests that follow.

use super::connection::Connection;
use super::dispatch::{Incoming, Outcome, Params, Pending, answer, params};
use super::request::{Grant, Link, Request, Transported};
use super::shared::Shared;
use super::subscription::Listening;
use super::under_way::UnderWay;
use crate::jsonrpc::{Id, McpError, code, error_response};
use crate::revision::{Cancelled, EnvelopeMeta, Method, NoticeIn, Revision};
use crate::types::ListenParams;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// What a line asks of the transport.
#[derive(Debug)]
pub(crate) enum Heard {
    /// Answered, or nothing to answer.
    Done,
    /// A call under way.
    Running(Pending),
    /// The call of this id is no longer wanted.
    Cancel(Box<str>),
}

/// Which kind of revision the connection speaks, once that is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Era {
    Open,
    Handshake(Revision),
    Modern,
}

/// The server's side of one stream.
#[derive(Debug)]
pub(crate) struct Session {
    shared: Arc<Shared>,
    connection: Arc<Connection>,
    /// What came with the request that opened the stream, if one did.
    transported: Option<Box<dyn Transported>>,
    era: Era,
    /// Subscriptions by the id of their request.
    listening: HashMap<Box<str>, Listening>,
    /// Messages that no answer could be given to: counted, since their sender cannot be told.
    pub(crate) ignored: u64,
}

impl Session {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Session::of(shared, Connection::new(), None)
    }

    /// One that a request over HTTP opened.
    pub(crate) fn opened_by(shared: Arc<Shared>, opener: Box<dyn Transported>) -> Self {
        Session::of(shared, Connection::new(), Some(opener))
    }

    /// One with a client of this process, which may want to see what handlers fail with.
    pub(crate) fn of_this_process(shared: Arc<Shared>, debug: bool) -> Self {
        if debug {
            super::panic::keep_backtraces();
        }
        Session::of(shared, Connection::debugging(debug), None)
    }

    fn of(shared: Arc<Shared>, connection: Connection, transported: Option<Box<dyn Transported>>) -> Self {
        let connection = Arc::new(connection);
        shared.register(&connection);
        Session {
            shared,
            connection,
            transported,
            era: Era::Open,
            listening: HashMap::new(),
            ignored: 0,
        }
    }

    pub(crate) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }

    /// Takes one message. Its answer, if there is one at once, is appended to `out`, without a line's end.
    #[inline]
    pub(crate) fn hear(&mut self, line: &[u8], under_way: &UnderWay, out: &mut Vec<u8>) -> Heard {
        let Ok(text) = std::str::from_utf8(line) else {
            error_response(
                out,
                b"null",
                &McpError::new(code::PARSE_ERROR, "Parse error: the line is not UTF-8"),
            );
            return Heard::Done;
        };
        self.hear_text(text, under_way, out)
    }

    /// Whether several messages may come as one array: not before the handshake has settled on a revision that has it,
    /// so the handshake itself is never in one.
    pub(crate) fn has_batches(&self) -> bool {
        self.connection
            .handshake()
            .is_some_and(|handshake| handshake.revision.has_batches())
    }

    /// The same for a message that is known to be text.
    #[inline]
    pub(crate) fn hear_text(&mut self, text: &str, under_way: &UnderWay, out: &mut Vec<u8>) -> Heard {
        let mut message = Incoming::empty();
        match message.read(text) {
            Ok(()) => {}
            Err(malformed) if malformed.silent => return self.ignore("a notification whose params do not fit"),
            Err(malformed) => {
                error_response(out, malformed.id.map_or(b"null", Id::as_bytes), &malformed.error);
                return Heard::Done;
            }
        };
        let params = message.params();
        match (&message.method, message.id) {
            // The answers could not be told apart, nor the calls when one is cancelled.
            (Some(_), Some(id)) if under_way.has(id.as_str()) => {
                let error = McpError::invalid_request("Invalid Request: the id is that of a request under way");
                error_response(out, id.as_bytes(), &error);
                Heard::Done
            }
            (Some(method), Some(id)) => self.request(id, method, params, text, out),
            (Some(method), None) => self.notice(method, text),
            (None, id) if message.result.is_some() || message.error.is_some() => {
                let questions = &self.connection.questions;
                if id.is_some_and(|id| questions.answered(id.as_str(), message.result, message.error)) {
                    return Heard::Done;
                }
                self.ignore("a response to no request of this server's")
            }
            (None, id) => {
                let error = McpError::invalid_request("Invalid Request: method is missing");
                error_response(out, id.map_or(b"null", Id::as_bytes), &error);
                Heard::Done
            }
        }
    }

    #[inline]
    fn request(&mut self, id: Id<'_>, method: &str, params: &Params<'_>, text: &str, out: &mut Vec<u8>) -> Heard {
        let meta = params.meta.as_ref().map(|meta| &meta.0);
        let refused = match self.revision(method, meta) {
            Ok(revision) => match Method::parse(method, revision) {
                Some(known) => return self.run(id, known, revision, params, text, out),
                None => McpError::method_not_found(method),
            },
            Err(error) => error,
        };
        error_response(out, id.as_bytes(), &refused);
        Heard::Done
    }

    #[inline]
    fn run(
        &mut self,
        id: Id<'_>,
        method: Method,
        revision: Revision,
        params: &Params<'_>,
        text: &str,
        out: &mut Vec<u8>,
    ) -> Heard {
        let mut request = Request::new(&self.shared, Link::stream(&self.connection), id.as_str(), revision);
        request.meta = params.meta.as_ref().map(|meta| &meta.0);
        request.transported = self.transported.as_deref();
        if method == Method::SubscriptionsListen {
            request.grant = Some(Grant::default());
        }
        let outcome = answer(&request, method, params, text, out);
        let granted = request.grant.as_ref().and_then(Grant::take);
        match outcome {
            Outcome::Pending(pending) => return Heard::Running(pending),
            Outcome::Answered(None) if granted.is_some() => self.listen(id.as_str(), &granted.unwrap_or_default(), out),
            Outcome::Answered(_) => {}
        }
        Heard::Done
    }

    /// Opens a subscription, which goes by the stream that everything goes by.
    #[cold]
    pub(crate) fn listen(&mut self, id: &str, text: &str, out: &mut Vec<u8>) {
        if let Err(error) = self.try_listen(id, text) {
            error_response(out, id.as_bytes(), &error);
        }
    }

    fn try_listen(&mut self, id: &str, text: &str) -> Result<(), McpError> {
        self.listening
            .retain(|_, listening| !listening.listener.over.is_cancelled());
        if self.listening.contains_key(id) {
            return Err(McpError::invalid_request(
                "Invalid Request: the id is that of a request under way",
            ));
        }
        let params: ListenParams = params(text)?;
        let outgoing = self.connection.outgoing.clone();
        let listeners = &self.shared.listeners;
        let listening = Listening::open(listeners, id, params.notifications, outgoing, true)?;
        self.listening.insert(id.into(), listening);
        Ok(())
    }

    /// The revision of a request: that of the handshake, or what its own envelope says. The first request that is more
    /// than a question for the versions settles which of the two the connection speaks.
    #[inline]
    fn revision(&mut self, method: &str, meta: Option<&EnvelopeMeta<'_>>) -> Result<Revision, McpError> {
        let enveloped = meta.is_some_and(EnvelopeMeta::is_enveloped);
        // Behind layers the handshake may have ended after its line was heard.
        if self.era == Era::Open
            && let Some(handshake) = self.connection.handshake()
        {
            self.era = Era::Handshake(handshake.revision);
        }
        match self.era {
            Era::Modern => {
                if method == "initialize" {
                    return Err(refuse_handshake());
                }
                EnvelopeMeta::envelope(meta)?.revision()
            }
            Era::Handshake(_) if enveloped => Err(McpError::invalid_request(
                "this connection serves the handshake protocol era; requests carrying the 2026-07-28 envelope are not \
                 accepted on it",
            )),
            Era::Handshake(revision) => Ok(revision),
            Era::Open if method == "initialize" => Ok(Revision::LATEST_HANDSHAKE),
            // A ping may come before the handshake (basic/utilities/ping).
            Era::Open if method == "ping" && !enveloped => Ok(Revision::LATEST_HANDSHAKE),
            Era::Open if enveloped || method == "server/discover" => {
                let revision = EnvelopeMeta::envelope(meta)?.revision()?;
                if method != "server/discover" {
                    self.era = Era::Modern;
                }
                Ok(revision)
            }
            Era::Open => Err(McpError::invalid_request(
                "the connection is not initialized: send initialize first, or the 2026-07-28 envelope in params._meta",
            )),
        }
    }

    #[cold]
    fn notice(&mut self, method: &str, text: &str) -> Heard {
        match NoticeIn::parse(method) {
            Some(NoticeIn::Cancelled) => match Cancelled::request_id(text) {
                Some(id) if self.listening.remove(&id).is_some() => Heard::Done,
                Some(id) => Heard::Cancel(id),
                None => self.ignore("a cancellation that names no request"),
            },
            Some(NoticeIn::Initialized | NoticeIn::Progress | NoticeIn::RootsListChanged) => Heard::Done,
            None => self.ignore("a notification this server does not know"),
        }
    }

    /// Counts and logs what cannot be answered.
    #[cold]
    pub(crate) fn ignore(&mut self, what: &str) -> Heard {
        self.ignored += 1;
        tracing::debug!(ignored = self.ignored, "{what} was ignored");
        Heard::Done
    }
}

#[cold]
fn refuse_handshake() -> McpError {
    McpError::new(
        code::UNSUPPORTED_PROTOCOL_VERSION,
        "connection is serving the 2026-07-28 protocol; the initialize handshake is not accepted",
    )
    .with_data(json!({ "supported": Revision::MODERN }))
}
