//! One client as the server knows it: what the handshake settled, and the way back.

use super::outgoing::Outgoing;
use super::questions::Questions;
use super::subscription::Watched;
use crate::jsonrpc::McpError;
use crate::revision::Revision;
use crate::types::{ClientCapabilities, Implementation, LoggingLevel};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// What `initialize` settled, for revisions that have it.
#[derive(Debug)]
pub(crate) struct Handshake {
    pub(crate) revision: Revision,
    pub(crate) client_info: Implementation,
    pub(crate) capabilities: ClientCapabilities,
}

/// The state of one connection or session: a struct, not a task.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) outgoing: Arc<Outgoing>,
    /// What the client is asked.
    pub(crate) questions: Questions,
    /// The client sees what handlers fail with, as in debug mode.
    pub(crate) debug: bool,
    handshake: OnceLock<Handshake>,
    /// The least severe message the client wants, as `logging/setLevel` says.
    level: AtomicU8,
    watched: Mutex<Watched>,
}

impl Connection {
    pub(crate) fn new() -> Self {
        Connection {
            outgoing: Arc::default(),
            questions: Questions::default(),
            debug: false,
            handshake: OnceLock::new(),
            level: AtomicU8::new(LoggingLevel::Info as u8),
            watched: Mutex::default(),
        }
    }

    /// The same for a client that sees what handlers fail with, if it wants to.
    pub(crate) fn debugging(debug: bool) -> Self {
        Connection {
            debug,
            ..Connection::new()
        }
    }

    /// The same for a session over HTTP, where nobody may read for long: only as much waits as tells a client what to
    /// look at again, and each question for as long as it is told to.
    pub(crate) fn of_a_session(patience: Duration) -> Self {
        Connection {
            outgoing: Arc::new(Outgoing::with_room_for(64)),
            questions: Questions::within(patience),
            ..Connection::new()
        }
    }

    pub(crate) fn handshake(&self) -> Option<&Handshake> {
        self.handshake.get()
    }

    /// The first handshake counts; a second one on the same connection is refused by the caller.
    pub(crate) fn shake(&self, handshake: Handshake) -> bool {
        self.handshake.set(handshake).is_ok()
    }

    pub(crate) fn set_level(&self, level: LoggingLevel) {
        self.level.store(level as u8, Ordering::Relaxed);
    }

    pub(crate) fn wants(&self, level: LoggingLevel) -> bool {
        level as u8 >= self.level.load(Ordering::Relaxed)
    }

    fn watched(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// # Errors
    /// −32603 if it is one resource more than are kept for a client.
    pub(crate) fn subscribe(&self, uri: &str) -> Result<(), McpError> {
        self.watched().add(uri).map_err(McpError::internal)
    }

    pub(crate) fn unsubscribe(&self, uri: &str) {
        self.watched().remove(uri);
    }

    pub(crate) fn is_subscribed(&self, uri: &str) -> bool {
        self.watched().contains(uri)
    }
}
