//! What can be said about one call.

use super::cache::CacheMode;
use crate::types::{InputResponses, Meta, ProgressParams};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// What is called with each `T`.
pub(super) type Hook<T> = Arc<dyn Fn(&T) + Send + Sync>;

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
    pub(super) total_timeout: Option<Duration>,
    pub(super) input_responses: Option<InputResponses>,
    pub(super) request_state: Option<String>,
    pub(super) cache: CacheMode,
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

    /// How long each request of the call may take. Then it fails with [`ClientError::Timeout`](super::ClientError::Timeout) and is cancelled at the server.
    #[must_use]
    pub fn timeout(mut self, after: Duration) -> Self {
        self.timeout = Some(after);
        self
    }

    /// How long the call may take with all its rounds and tries.
    #[must_use]
    pub fn total_timeout(mut self, after: Duration) -> Self {
        self.total_timeout = Some(after);
        self
    }

    /// Goes on from an [`InputRequiredResult`](crate::types::InputRequiredResult) with these answers to its questions.
    /// Since 2026-07-28 (SEP-2322).
    #[must_use]
    pub fn input_responses(mut self, answers: InputResponses) -> Self {
        self.input_responses = Some(answers);
        self
    }

    /// Goes on from an [`InputRequiredResult`](crate::types::InputRequiredResult) with its state, as it came. Since
    /// 2026-07-28 (SEP-2322).
    #[must_use]
    pub fn request_state(mut self, state: impl Into<String>) -> Self {
        self.request_state = Some(state.into());
        self
    }

    /// What a list or a resource makes of what was kept of it. A request with a [`meta`](Self::meta) of its own always
    /// reaches the server.
    #[must_use]
    pub fn cache(mut self, mode: CacheMode) -> Self {
        self.cache = mode;
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
