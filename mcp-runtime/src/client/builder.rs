//! What can be said about a client before it connects, and about one call.

use super::connect::{IntoTarget, agree, open};
use super::error::ClientError;
use super::{Client, Inner};
use crate::revision::Revision;
use crate::types::{Implementation, JsonObject, LogMessageParams, LoggingLevel, Meta, ProgressParams};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How a client finds out which revision to speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// Asks with `server/discover`, and greets with `initialize` if that shows no revision without a handshake, or
    /// nothing within 10 s.
    #[default]
    Auto,
    /// Greets with `initialize`: any revision up to 2025-11-25.
    Legacy,
    /// Speaks this revision, one without a handshake, and asks nothing: the server's name and capabilities stay
    /// unknown.
    Pinned(Revision),
}

/// A notification of the server.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Notification {
    /// Its method, such as `notifications/tools/list_changed`.
    pub method: String,
    /// Its parameters; empty if it has none.
    pub params: JsonObject,
}

/// What is called with each `T`.
pub(super) type Hook<T> = Arc<dyn Fn(&T) + Send + Sync>;

/// What is called with what the server says on its own account.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    pub(super) progress: Option<Hook<ProgressParams>>,
    pub(super) log: Option<Hook<LogMessageParams>>,
    pub(super) notification: Option<Hook<Notification>>,
}

/// Describes a client: see [`Client::builder`].
///
/// Callbacks run one at a time, in the order of the messages, and before the answer to whatever they belong to. While
/// one runs nothing else is read, so they should hand on what takes long.
#[derive(Clone)]
pub struct ClientBuilder {
    pub(super) info: Implementation,
    pub(super) mode: Mode,
    pub(super) timeout: Option<Duration>,
    pub(super) log_level: Option<LoggingLevel>,
    hooks: Hooks,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("info", &self.info)
            .field("mode", &self.mode)
            .field("timeout", &self.timeout)
            .field("log_level", &self.log_level)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        ClientBuilder {
            info: Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
            mode: Mode::Auto,
            timeout: None,
            log_level: None,
            hooks: Hooks::default(),
        }
    }

    /// The name and version the server reads in `clientInfo`; this library's unless set.
    #[must_use]
    pub fn client_info(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.info = Implementation::new(name, version);
        self
    }

    /// How to find out which revision to speak.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// How long a request may take; for ever unless set. [`CallOptions::timeout`] sets it for one call.
    #[must_use]
    pub fn timeout(mut self, after: Duration) -> Self {
        self.timeout = Some(after);
        self
    }

    /// The least severe log message to ask the server for.
    #[must_use]
    pub fn log_level(mut self, level: LoggingLevel) -> Self {
        self.log_level = Some(level);
        self
    }

    /// Asks for the progress of every request, and calls this with it.
    #[must_use]
    pub fn on_progress(mut self, callback: impl Fn(&ProgressParams) + Send + Sync + 'static) -> Self {
        self.hooks.progress = Some(Arc::new(callback));
        self
    }

    /// Calls this with the server's log messages. Without a [`log_level`](Self::log_level) those of `info` and above
    /// are asked for.
    #[must_use]
    pub fn on_log(mut self, callback: impl Fn(&LogMessageParams) + Send + Sync + 'static) -> Self {
        self.hooks.log = Some(Arc::new(callback));
        self
    }

    /// Calls this with every notification of the server, those of progress and log messages among them.
    #[must_use]
    pub fn on_notification(mut self, callback: impl Fn(&Notification) + Send + Sync + 'static) -> Self {
        self.hooks.notification = Some(Arc::new(callback));
        self
    }

    /// The level to ask for in each request, where requests say so.
    pub(super) fn request_level(&self) -> Option<LoggingLevel> {
        self.log_level.or(self.hooks.log.as_ref().map(|_| LoggingLevel::Info))
    }

    /// Connects, and settles the revision as the [`Mode`] says.
    ///
    /// # Errors
    /// The server has a fault, or the program cannot be started; the connection ends before the revision is settled;
    /// there is no revision that both sides speak.
    pub async fn connect<M>(self, target: impl IntoTarget<M>) -> Result<Client, ClientError> {
        let session = open(target.into_target(), self.hooks.clone())?;
        let agreed = agree(&session, &self).await?;
        let mut envelope = Meta::new();
        if agreed.revision.is_modern() {
            session.set_modern();
            envelope = self.envelope(agreed.revision);
        }
        Ok(Client(Arc::new(Inner {
            session,
            agreed,
            envelope,
            timeout: self.timeout,
        })))
    }
}

/// What is special about one call.
///
/// ```
/// use mcp::CallOptions;
/// use std::time::Duration;
///
/// let options = CallOptions::new()
///     .timeout(Duration::from_secs(30))
///     .on_progress(|progress| println!("{} of {:?}", progress.progress, progress.total));
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) progress: Option<Hook<ProgressParams>>,
    pub(super) meta: Meta,
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("meta", &self.meta)
            .finish_non_exhaustive()
    }
}

impl CallOptions {
    /// Nothing special.
    pub fn new() -> Self {
        CallOptions::default()
    }

    /// How long the call may take. Then it fails with [`ClientError::Timeout`] and is cancelled at the server.
    #[must_use]
    pub fn timeout(mut self, after: Duration) -> Self {
        self.timeout = Some(after);
        self
    }

    /// Asks for the progress of the call, and calls this with it; all of it before the call is answered.
    #[must_use]
    pub fn on_progress(mut self, callback: impl Fn(&ProgressParams) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(callback));
        self
    }

    /// Adds a member to the `_meta` of the request. The protocol's own members cannot be set this way.
    #[must_use]
    pub fn meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }
}
