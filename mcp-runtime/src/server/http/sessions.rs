//! Sessions of the revisions that have them (basic/transports "Session Management"): a table of small structs.

use super::event_store::EventStore;
use super::event_stream::EventStream;
use super::options::HttpOptions;
use crate::jsonrpc::McpError;
use crate::server::connection::Connection;
use crate::server::context::{Cancel, Principal};
use http::StatusCode;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// At the cap, a session unused for this long makes room for a new one.
const SPARE: Duration = Duration::from_secs(60);

/// Calls under way in a session above which no further one is taken: a client that leaves has not cancelled them, so it
/// can leave any number behind.
const MOST_CALLS: usize = 1024;

/// Why a call of a session is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The client no longer wants it.
    Cancelled,
    /// Its session is over.
    SessionOver,
}

/// The sessions of one service.
#[derive(Debug)]
pub(super) struct Sessions {
    table: Mutex<Table>,
    most: usize,
    idle: Duration,
    /// What their streams are kept in.
    events: Option<Arc<dyn EventStore>>,
    started: Instant,
}

#[derive(Debug, Default)]
struct Table {
    by_id: HashMap<Arc<str>, Arc<HttpSession>, BuildHasherDefault<IdHasher>>,
    /// No session can make room before this time, in milliseconds since the start: until then nobody looks for one.
    full_until: u64,
}

/// Ids are random already: the first bytes of one are as good as a hash of it. What clients ask for need not be an id, but
/// is never put into the table.
#[derive(Debug, Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk::<16>() {
            // Of hexadecimal digits the low bits differ.
            self.0 = first.iter().fold(0, |all, byte| all << 4 ^ u64::from(*byte));
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// No further session can be opened.
#[derive(Debug)]
pub(super) enum NoSession {
    /// There is no room: so many are open.
    TooMany(usize),
    /// The system gives no randomness, and without it an id could be guessed.
    NoRandomness(getrandom::Error),
}

impl NoSession {
    /// The status and the words for the client; the log has the rest.
    pub(super) fn refusal(&self) -> (StatusCode, &'static str) {
        match self {
            NoSession::TooMany(open) => {
                tracing::warn!("Refusing to open a new session: {open} sessions are already open");
                (StatusCode::SERVICE_UNAVAILABLE, "Too many open sessions")
            }
            NoSession::NoRandomness(error) => {
                tracing::error!(%error, "no session can be opened: the system gives no randomness");
                (StatusCode::INTERNAL_SERVER_ERROR, "Internal error")
            }
        }
    }
}

/// One session.
#[derive(Debug)]
pub(super) struct HttpSession {
    pub(super) id: Arc<str>,
    pub(super) connection: Arc<Connection>,
    /// Who opened it: nobody else may use it.
    principal: Option<Principal>,
    /// When it was last used, in milliseconds since the table was made.
    used: AtomicU64,
    /// Calls and streams under way.
    busy: AtomicUsize,
    /// Numbers its streams.
    streams: AtomicUsize,
    under_way: Mutex<UnderWay>,
    pub(super) over: Cancel,
    started: Instant,
}

#[derive(Debug, Default)]
struct UnderWay {
    calls: HashMap<Box<str>, oneshot::Sender<Stop>>,
    /// Streams that a client may come back to.
    streams: HashMap<Box<str>, Arc<EventStream>>,
}

impl UnderWay {
    fn refusal(&self, id: &str) -> Option<McpError> {
        if self.calls.contains_key(id) {
            let text = "Invalid Request: the id is that of a request under way";
            return Some(McpError::invalid_request(text));
        }
        (self.calls.len() >= MOST_CALLS).then(too_many_calls)
    }
}

#[cold]
fn too_many_calls() -> McpError {
    tracing::warn!("Refusing a call: {MOST_CALLS} of its session are under way");
    McpError::internal("Too many calls under way in this session")
}

impl Sessions {
    pub(super) fn new(options: &HttpOptions) -> Self {
        Sessions {
            table: Mutex::default(),
            most: options.max_sessions,
            idle: options.session_idle,
            events: options.events.clone(),
            started: Instant::now(),
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> u64 {
        milliseconds(self.started.elapsed())
    }

    /// Opens a session for a client that has shaken hands.
    pub(super) fn open(
        &self,
        connection: Arc<Connection>,
        principal: Option<Principal>,
    ) -> Result<Arc<HttpSession>, NoSession> {
        let id: Arc<str> = new_id().map_err(NoSession::NoRandomness)?.into();
        let session = Arc::new(HttpSession {
            id: id.clone(),
            connection,
            principal,
            used: AtomicU64::new(self.now()),
            busy: AtomicUsize::new(0),
            streams: AtomicUsize::new(0),
            under_way: Mutex::default(),
            over: Cancel::default(),
            started: self.started,
        });
        let mut table = self.table();
        let gone = self.make_room(&mut table);
        let room = table.by_id.len() < self.most;
        if room {
            table.by_id.insert(id, session.clone());
        }
        let open = table.by_id.len();
        drop(table);
        for session in gone {
            self.end(&session);
        }
        if room {
            Ok(session)
        } else {
            Err(NoSession::TooMany(open))
        }
    }

    /// Takes out the sessions that have been unused for too long, but only where the table is full: they cost nothing
    /// else before.
    fn make_room(&self, table: &mut Table) -> Vec<Arc<HttpSession>> {
        let now = self.now();
        if table.by_id.len() < self.most || now < table.full_until {
            return Vec::new();
        }
        let idle = milliseconds(self.idle);
        let unused = |session: &HttpSession| session.unused_since().map(|used| now.saturating_sub(used));
        let mut gone: Vec<_> = table
            .by_id
            .values()
            .filter(|session| unused(session).is_some_and(|unused| unused >= idle))
            .cloned()
            .collect();
        if gone.is_empty() {
            let oldest = table
                .by_id
                .values()
                .filter_map(|session| Some((session.unused_since()?, session)))
                .min_by_key(|(used, _)| *used);
            match oldest {
                Some((used, session)) if used + milliseconds(SPARE) <= now => gone.push(session.clone()),
                Some((used, _)) => table.full_until = (used + milliseconds(SPARE)).min(now + 1000),
                None => table.full_until = now + 1000,
            }
        }
        for session in &gone {
            tracing::info!(session = session.short_id(), "session idle timeout");
            table.by_id.remove(&session.id);
        }
        gone
    }

    /// The session of this id, for whoever opened it.
    pub(super) fn find(&self, id: &str, principal: Option<&Principal>) -> Option<Arc<HttpSession>> {
        let mut table = self.table();
        let session = table.by_id.get(id)?.clone();
        if session.principal.as_ref() != principal {
            drop(table);
            tracing::warn!(
                "Rejecting request for session {}: credential does not match the one that created the session",
                session.short_id()
            );
            return None;
        }
        let now = self.now();
        let expired = session
            .unused_since()
            .is_some_and(|used| now.saturating_sub(used) >= milliseconds(self.idle));
        if expired {
            table.by_id.remove(id);
            drop(table);
            tracing::info!(session = session.short_id(), "session idle timeout");
            self.end(&session);
            return None;
        }
        drop(table);
        session.used.store(now, Ordering::Relaxed);
        Some(session)
    }

    /// Takes the session out.
    pub(super) fn close(&self, session: &HttpSession) {
        let mut table = self.table();
        table.by_id.remove(&session.id);
        table.full_until = 0;
        drop(table);
        self.end(session);
    }

    /// Takes all of them out: the server has stopped.
    pub(super) fn end_all(&self) {
        let by_id = std::mem::take(&mut self.table().by_id);
        for session in by_id.values() {
            self.end(session);
        }
    }

    /// Ends a session that is out of the table.
    fn end(&self, session: &HttpSession) {
        session.end();
        if let Some(events) = &self.events {
            events.forget(&session.id);
        }
    }
}

impl HttpSession {
    fn under_way(&self) -> MutexGuard<'_, UnderWay> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enough of the id to find it in a log, and too little to use it.
    pub(super) fn short_id(&self) -> &str {
        self.id.get(..8).unwrap_or_default()
    }

    /// When it was last used, unless it is in use.
    fn unused_since(&self) -> Option<u64> {
        (self.busy.load(Ordering::Acquire) == 0).then(|| self.used.load(Ordering::Relaxed))
    }

    /// Keeps the session from being idle.
    pub(super) fn keep_busy(self: &Arc<Self>) -> Busy {
        self.busy.fetch_add(1, Ordering::AcqRel);
        Busy(self.clone())
    }

    /// A name for a further stream.
    pub(super) fn stream_name(&self, kind: &str) -> String {
        let number = self.streams.fetch_add(1, Ordering::Relaxed);
        format!("{}/{kind}{number}", self.id)
    }

    /// The stream is one of this session's.
    pub(super) fn owns(&self, stream: &str) -> bool {
        stream.strip_prefix(&*self.id).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Why no call of this id may begin, if so.
    pub(super) fn refusal(&self, id: &str) -> Option<McpError> {
        self.under_way().refusal(id)
    }

    /// Notes a call under way.
    ///
    /// # Errors
    /// Its id is in use, there are as many as there may be, or the session is over.
    pub(super) fn start(&self, id: &str) -> Result<oneshot::Receiver<Stop>, McpError> {
        let mut under_way = self.under_way();
        if self.over.is_cancelled() {
            return Err(McpError::invalid_request("Session not found"));
        }
        if let Some(refusal) = under_way.refusal(id) {
            return Err(refusal);
        }
        let (stop, stopped) = oneshot::channel();
        under_way.calls.insert(id.into(), stop);
        Ok(stopped)
    }

    pub(super) fn finish(&self, id: &str) {
        self.under_way().calls.remove(id);
    }

    /// The client no longer wants the call of this id.
    pub(super) fn cancel(&self, id: &str) -> bool {
        let stop = self.under_way().calls.remove(id);
        stop.is_some_and(|stop| stop.send(Stop::Cancelled).is_ok())
    }

    pub(super) fn keep_stream(&self, stream: &Arc<EventStream>) {
        self.under_way().streams.insert(stream.name().into(), stream.clone());
    }

    pub(super) fn forget_stream(&self, name: &str) {
        self.under_way().streams.remove(name);
    }

    /// The stream of this name, a new one if nobody reads it.
    pub(super) fn stream_or(&self, name: String, make: impl FnOnce(String) -> Arc<EventStream>) -> Arc<EventStream> {
        let mut under_way = self.under_way();
        let stream = under_way.streams.entry(name.as_str().into());
        stream.or_insert_with(|| make(name)).clone()
    }

    /// Forgets a stream, unless somebody reads it and more may come.
    pub(super) fn forget_unread(&self, stream: &Arc<EventStream>) {
        let mut under_way = self.under_way();
        let known = under_way.streams.get(stream.name());
        if known.is_some_and(|known| Arc::ptr_eq(known, stream)) && !stream.is_open() {
            under_way.streams.remove(stream.name());
        }
    }

    pub(super) fn stream(&self, name: &str) -> Option<Arc<EventStream>> {
        self.under_way().streams.get(name).cloned()
    }

    fn end(&self) {
        let calls = {
            let mut under_way = self.under_way();
            self.over.fire();
            self.connection.questions.close();
            std::mem::take(&mut under_way.calls)
        };
        for (_, stop) in calls {
            let _ = stop.send(Stop::SessionOver);
        }
    }
}

/// Something of a session that is under way.
#[derive(Debug)]
pub(super) struct Busy(Arc<HttpSession>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0
            .used
            .store(milliseconds(self.0.started.elapsed()), Ordering::Relaxed);
        self.0.busy.fetch_sub(1, Ordering::AcqRel);
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// 128 bits from the system's source of randomness, in hexadecimal digits.
pub(super) fn new_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
