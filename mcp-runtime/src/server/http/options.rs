//! What can be set about HTTP, with defaults that are safe on a laptop and behind a proxy that sets `Host` itself.

use super::event_store::EventStore;
use super::sse::SseOptions;
use crate::transport::http::Security;
use std::sync::Arc;
use std::time::Duration;

/// Options of a server over HTTP.
///
/// Only requests to `localhost` are taken unless other hosts are allowed: that is what keeps a page in a browser from
/// reaching a server on the same machine by a name of its own (DNS rebinding).
#[derive(Clone, Debug)]
pub struct HttpOptions {
    pub(super) security: Security,
    pub(super) max_body: usize,
    pub(super) body_timeout: Duration,
    pub(super) header_timeout: Duration,
    pub(super) send_timeout: Duration,
    pub(super) drain: Duration,
    pub(super) keep_alive: Duration,
    pub(super) path: String,
    pub(super) stateless: bool,
    pub(super) json_only: bool,
    pub(super) max_sessions: usize,
    pub(super) session_idle: Duration,
    pub(super) events: Option<Arc<dyn EventStore>>,
    pub(super) retry: Duration,
    pub(super) sse: SseOptions,
    pub(super) question_timeout: Duration,
}

impl Default for HttpOptions {
    fn default() -> Self {
        HttpOptions {
            security: Security::localhost(),
            max_body: 4 * 1024 * 1024,
            body_timeout: Duration::from_secs(30),
            header_timeout: Duration::from_secs(30),
            send_timeout: Duration::from_secs(60),
            drain: Duration::from_secs(10),
            keep_alive: Duration::from_secs(15),
            path: "/mcp".into(),
            stateless: false,
            json_only: false,
            max_sessions: 10_000,
            session_idle: Duration::from_secs(30 * 60),
            events: None,
            retry: Duration::from_secs(1),
            sse: SseOptions::default(),
            question_timeout: Duration::from_secs(10 * 60),
        }
    }
}

impl HttpOptions {
    /// The defaults.
    pub fn new() -> Self {
        HttpOptions::default()
    }

    /// Takes requests whose `Host` is this: `mcp.example.com` without a port, `mcp.example.com:*` with any, or
    /// `mcp.example.com:8443`. Others are refused with `421 Invalid Host header`.
    #[must_use]
    pub fn allow_host(mut self, host: &str) -> Self {
        self.security = self.security.allow_host(host);
        self
    }

    /// Takes requests of browsers whose page is of this origin, as `https://app.example.com`. Others are refused with
    /// `403 Invalid Origin header`.
    #[must_use]
    pub fn allow_origin(mut self, origin: &str) -> Self {
        self.security = self.security.allow_origin(origin);
        self
    }

    /// Checks neither `Host` nor `Origin`: for a server that only a proxy can reach which checks both.
    #[must_use]
    pub fn without_host_and_origin_checks(mut self) -> Self {
        self.security = self.security.disabled();
        self
    }

    /// The largest body, in bytes; 4 MiB unless set. A larger one is refused with 413.
    #[must_use]
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// The longest a client may take to send a body; 30 s unless set.
    #[must_use]
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.body_timeout = timeout;
        self
    }

    /// The longest a client may take to send the head of a request; 30 s unless set. For a listener of ours.
    #[must_use]
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.header_timeout = timeout;
        self
    }

    /// The longest a client may read nothing of what is sent to it; 60 s unless set. Its connection is closed then, and what
    /// was kept for it let go of. For a listener of ours.
    #[must_use]
    pub fn send_timeout(mut self, timeout: Duration) -> Self {
        self.send_timeout = timeout;
        self
    }

    /// The longest that calls under way may take to end when the server is told to stop; 10 s unless set.
    #[must_use]
    pub fn drain(mut self, grace: Duration) -> Self {
        self.drain = grace;
        self
    }

    /// The silence after which a stream carries a comment, so that nothing between takes it for dead; 15 s unless set.
    #[must_use]
    pub fn keep_alive(mut self, interval: Duration) -> Self {
        self.keep_alive = interval;
        self
    }

    /// The path a listener of ours serves; `/mcp` unless set.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Opens no sessions for the revisions that have them: each request stands alone, so that any process of several can
    /// take it. What a session would be needed for (subscriptions, log levels, questions to the client) is refused.
    #[must_use]
    pub fn stateless(mut self) -> Self {
        self.stateless = true;
        self
    }

    /// Answers with JSON only, never with a stream of events: what a handler says before its answer is dropped.
    #[must_use]
    pub fn json_only(mut self) -> Self {
        self.json_only = true;
        self
    }

    /// The most sessions there may be, 10,000 unless set. At that number, one that has been unused for a minute makes room
    /// for a new one, and where there is none the new one is refused with 503.
    #[must_use]
    pub fn max_sessions(mut self, sessions: usize) -> Self {
        self.max_sessions = sessions;
        self
    }

    /// How long a session may be unused before it is over, 30 minutes unless set. A call or stream under way is use.
    #[must_use]
    pub fn session_idle(mut self, timeout: Duration) -> Self {
        self.session_idle = timeout;
        self
    }

    /// Keeps what sessions are sent in `store`, so that a client whose connection broke can have the rest by
    /// `Last-Event-ID`. Without one, nothing is kept.
    #[must_use]
    pub fn event_store(mut self, store: impl EventStore) -> Self {
        self.events = Some(Arc::new(store));
        self
    }

    /// How long a client should wait before it comes back for a stream that was closed, 1 s unless set. Only said where
    /// there is an [`event_store`](Self::event_store).
    #[must_use]
    pub fn retry_interval(mut self, interval: Duration) -> Self {
        self.retry = interval;
        self
    }

    /// How long the client of a session may take to answer a question: an elicitation, a sample, its roots, a ping; 10
    /// minutes unless set, which is what a user has in the rounds of 2026-07-28, too. After that the question is taken
    /// back and fails, so that a call does not wait for ever for somebody who is gone.
    #[must_use]
    pub fn question_timeout(mut self, timeout: Duration) -> Self {
        self.question_timeout = timeout;
        self
    }
}
