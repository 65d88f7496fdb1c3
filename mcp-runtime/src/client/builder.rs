//! What can be said about a client before it connects.

use super::Client;
use super::cache::CacheOptions;
use super::cached::Cache;
use super::callbacks::{Callbacks, IntoAnswer, callback};
use super::connection::Connection;
use super::error::ClientError;
use super::negotiate::agree;
use super::options::Hook;
use super::peer::Peer;
use super::target::IntoTarget;
use crate::revision::Revision;
use crate::types::{
    ClientCapabilities, CreateMessageParams, CreateMessageResult, DiscoverResult, ElicitResult, FormElicitation,
    Implementation, JsonObject, LogMessageParams, LoggingLevel, ProgressParams, Root, UrlElicitation,
};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The longest message of a server, unless set.
const LONGEST: usize = 64 * 1024 * 1024;
/// Rounds of a call, unless set.
const ROUNDS: usize = 10;

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

/// What is called with each message as it came.
type TextHook = Arc<dyn Fn(&str) + Send + Sync>;

/// What is called with what the server says on its own account.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    pub(super) progress: Option<Hook<ProgressParams>>,
    pub(super) log: Option<Hook<LogMessageParams>>,
    pub(super) notification: Option<Hook<Notification>>,
    pub(super) message: Option<TextHook>,
}

/// Describes a client: see [`Client::builder`].
///
/// # Callbacks
/// What answers a question of the server ([`on_elicit`](Self::on_elicit), [`on_elicit_url`](Self::on_elicit_url),
/// [`on_sample`](Self::on_sample), [`on_roots`](Self::on_roots)) is async and runs beside everything else, one for each
/// question. To have such a callback is to declare the capability, and without one the server is told that it is not
/// supported.
///
/// What only hears ([`on_progress`](Self::on_progress), [`on_log`](Self::on_log), …) runs one at a time, in the order of
/// the messages, and before the answer to whatever it belongs to. While one runs nothing else is read, so it should hand
/// on what takes long.
#[derive(Clone)]
pub struct ClientBuilder {
    pub(super) info: Implementation,
    pub(super) mode: Mode,
    pub(super) prior: Option<DiscoverResult>,
    pub(super) timeout: Option<Duration>,
    pub(super) total_timeout: Option<Duration>,
    pub(super) log_level: Option<LoggingLevel>,
    pub(super) rounds: usize,
    cache: Option<CacheOptions>,
    longest: usize,
    raises: bool,
    hooks: Hooks,
    pub(super) callbacks: Callbacks,
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
        let (name, version) = crate::runtime::program();
        ClientBuilder {
            info: Implementation::new(name, version),
            mode: Mode::Auto,
            prior: None,
            timeout: None,
            total_timeout: None,
            log_level: None,
            rounds: ROUNDS,
            cache: Some(CacheOptions::default()),
            longest: LONGEST,
            raises: false,
            hooks: Hooks::default(),
            callbacks: Callbacks::default(),
        }
    }

    /// The name and version the server reads in `clientInfo`. Unless set, those of the package whose `#[mcp::main]` or
    /// `#[mcp::test]` runs; without either, the name of the executable and `0`.
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

    /// What is known of the server already: with [`Mode::Pinned`] it stands in for asking, so that
    /// [`server_capabilities`](Client::server_capabilities) and the like are known without any traffic. Other modes ask
    /// all the same.
    #[must_use]
    pub fn prior_discover(mut self, known: DiscoverResult) -> Self {
        self.prior = Some(known);
        self
    }

    /// How long a request may take, and over HTTP the sending of a notification; for ever unless set. [`CallOptions::timeout`](super::CallOptions::timeout) sets it
    /// for one call.
    #[must_use]
    pub fn timeout(mut self, after: Duration) -> Self {
        self.timeout = Some(after);
        self
    }

    /// How long a call may take with all its rounds and tries, the time for answering the server's questions included;
    /// for ever unless set. [`CallOptions::total_timeout`](super::CallOptions::total_timeout) sets it for one call.
    #[must_use]
    pub fn total_timeout(mut self, after: Duration) -> Self {
        self.total_timeout = Some(after);
        self
    }

    /// How often a server may answer a call with questions before the call fails with
    /// [`ClientError::InputRequiredRoundsExceeded`]; 10 unless set. Since 2026-07-28 (SEP-2322).
    #[must_use]
    pub fn input_required_max_rounds(mut self, rounds: usize) -> Self {
        self.rounds = rounds;
        self
    }

    /// The longest message a server may send, in bytes; 64 MiB unless set. What is longer fails the request it answers
    /// with [`ClientError::TooLarge`], or where that cannot be told, every request under way but subscriptions.
    #[must_use]
    pub fn max_message(mut self, bytes: usize) -> Self {
        self.longest = bytes;
        self
    }

    /// Shows this client what the handlers of a server in this process fail with, and where they panic, as
    /// [`ServerBuilder::debug`](crate::ServerBuilder::debug) shows everybody: a test then says what was wrong. A
    /// server that is a program, or somewhere else, is not concerned.
    ///
    /// ```
    /// use mcp::Client;
    ///
    /// /// Reads the forecast of today.
    /// #[mcp::tool]
    /// fn today() -> mcp::Result<String> {
    ///     Ok(std::fs::read_to_string("/nowhere/today")?)
    /// }
    ///
    /// #[mcp::main]
    /// async fn main() -> mcp::Result<()> {
    ///     let server = mcp::build!("demo", [today]);
    ///     let client = Client::builder().raise_exceptions(true).connect(&server).await?;
    ///     let result = client.call_tool("today", ()).await?;
    ///     assert!(result.text().contains("No such file or directory"));
    ///     Ok(())
    /// }
    /// ```
    #[must_use]
    pub fn raise_exceptions(mut self, raise: bool) -> Self {
        self.raises = raise;
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

    /// What is kept of the server's lists and resources, as it allows (SEP-2549, since 2026-07-28). Unless set, each client
    /// keeps its own in memory.
    #[must_use]
    pub fn cache(mut self, options: CacheOptions) -> Self {
        self.cache = Some(options);
        self
    }

    /// Keeps nothing of the server's answers.
    #[must_use]
    pub fn without_cache(mut self) -> Self {
        self.cache = None;
        self
    }

    /// Calls this with every message of the server as it came, answers and what is no message at all among them.
    #[must_use]
    pub fn on_message(mut self, callback: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.hooks.message = Some(Arc::new(callback));
        self
    }

    /// Answers the server's forms (client/elicitation, since 2025-06-18), and declares that the client does. An accepted
    /// form is held against its schema before it is sent.
    ///
    /// ```
    /// use mcp::Client;
    /// use mcp::types::{ElicitResult, FormElicitation};
    ///
    /// let client = Client::builder().on_elicit(async |form: FormElicitation| {
    ///     println!("{}", form.message);
    ///     ElicitResult::accept(form.defaults())
    /// });
    /// ```
    #[must_use]
    pub fn on_elicit<F, Fut>(mut self, answer: F) -> Self
    where
        F: Fn(FormElicitation) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoAnswer<ElicitResult>> + Send + 'static,
    {
        self.callbacks.form = Some(callback(answer));
        self
    }

    /// Sends the user to the server's URLs (client/elicitation, since 2025-11-25, SEP-1036), and declares that the client
    /// does. The callback has to show the whole URL and to open it with the user's consent only; accepting says that the
    /// user agreed, not that they are done.
    #[must_use]
    pub fn on_elicit_url<F, Fut>(mut self, answer: F) -> Self
    where
        F: Fn(UrlElicitation) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoAnswer<ElicitResult>> + Send + 'static,
    {
        self.callbacks.url = Some(callback(answer));
        self
    }

    /// Samples from a model for the server (client/sampling), and declares that the client does. Requests with tools are
    /// refused: see [`on_sample_with_tools`](Self::on_sample_with_tools).
    #[must_use]
    pub fn on_sample<F, Fut>(mut self, answer: F) -> Self
    where
        F: Fn(CreateMessageParams) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoAnswer<CreateMessageResult>> + Send + 'static,
    {
        self.callbacks.sample = Some(callback(answer));
        self.callbacks.sample_with_tools = false;
        self
    }

    /// The same with a model that can be given tools (since 2025-11-25, SEP-1577). Messages whose tool uses and results
    /// do not match are refused before the callback sees them.
    #[must_use]
    pub fn on_sample_with_tools<F, Fut>(mut self, answer: F) -> Self
    where
        F: Fn(CreateMessageParams) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoAnswer<CreateMessageResult>> + Send + 'static,
    {
        self.callbacks.sample = Some(callback(answer));
        self.callbacks.sample_with_tools = true;
        self
    }

    /// Says which directories the client works in (client/roots), whenever the server asks, and declares that the client
    /// does.
    #[must_use]
    pub fn on_roots<F, Fut>(mut self, answer: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoAnswer<Vec<Root>>> + Send + 'static,
    {
        self.callbacks.roots = Some(callback(move |()| answer()));
        self
    }

    /// The same with roots that do not change.
    #[must_use]
    pub fn roots(self, roots: impl IntoIterator<Item = Root>) -> Self {
        let roots: Vec<Root> = roots.into_iter().collect();
        self.on_roots(move || std::future::ready(roots.clone()))
    }

    /// Changes what the callbacks declare of the client: takes a capability back, or adds an experimental one. What is
    /// taken back is refused, callback or not.
    #[must_use]
    pub fn capabilities(mut self, change: impl Fn(&mut ClientCapabilities) + Send + Sync + 'static) -> Self {
        self.callbacks.narrow = Some(Arc::new(change));
        self
    }

    /// The level to ask for in each request, where requests say so.
    pub(super) fn request_level(&self) -> Option<LoggingLevel> {
        self.log_level.or(self.hooks.log.as_ref().map(|_| LoggingLevel::Info))
    }

    /// Connects, and settles the revision as the [`Mode`] says.
    ///
    /// # Errors
    /// The server has a fault, cannot be started or not be reached; the connection ends before the revision is settled;
    /// there is no revision that both sides speak.
    pub async fn connect<M>(self, target: impl IntoTarget<M>) -> Result<Client, ClientError> {
        let mut target = target.into_target().0;
        if self.raises {
            target.raise_exceptions();
        }
        let key = target.key();
        let cache = self.cache.as_ref().map(|options| Arc::new(Cache::new(options)));
        let peer = Peer::new(
            self.hooks.clone(),
            Arc::new(self.callbacks.clone()),
            cache,
            self.longest,
        );
        let link = target.open(&peer)?;
        peer.attach(link.clone());
        let connection = Arc::new(Connection { peer, link });
        let agreed = agree(&connection, &self, key.as_deref()).await?;
        Ok(Client::new(connection, agreed, self))
    }
}
