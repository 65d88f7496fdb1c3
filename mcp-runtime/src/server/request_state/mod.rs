//! The state that a handler has the client carry from one round to the next: sealed on its way out, verified on its way
//! back, and good for nothing but the request it was made for.

mod claims;
pub(super) mod digest;
mod ring;
mod used;

pub use ring::{InvalidKeys, RequestStateKeys};
pub use used::MemoryUsedStates;

use super::builder::ServerBuilder;
use super::context::Principal;
use super::error::BuildError;
use super::handle::Server;
use super::input_required::Binding;
use crate::jsonrpc::McpError;
use claims::Claims;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How far the clocks of two servers may be apart.
const SKEW: Duration = Duration::from_secs(60);

/// How states are sealed, for servers that are more than one process or have other wishes than the defaults: a key of
/// this process's own, ten minutes, and the name of the server as audience.
#[derive(Clone, Debug)]
pub struct RequestStateSecurity {
    codec: Arc<dyn StateCodec>,
    ttl: Duration,
    audience: Option<String>,
    used: Option<Arc<dyn UsedStates>>,
}

/// Seals and opens states. [`RequestStateKeys`] is one; write your own to keep states with a key service, say.
pub trait StateCodec: Debug + Send + Sync + 'static {
    /// Makes a token of these bytes, which the client can neither read nor change.
    ///
    /// # Errors
    /// The call fails with an internal error; the log has this one.
    fn seal(&self, state: &[u8]) -> Result<String, String>;

    /// The bytes that were sealed.
    ///
    /// # Errors
    /// Why the token is refused: a few words for the log, such as `unknown key`. The client never learns which.
    fn open(&self, token: &str) -> Result<Vec<u8>, String>;
}

/// Remembers the states that were used, for servers that take each only once. [`MemoryUsedStates`] is one for a single
/// process.
pub trait UsedStates: Debug + Send + Sync + 'static {
    /// Notes that the state of this id is used until it expires; false if it had been noted before.
    fn first_use(&self, id: &str, expires: SystemTime) -> bool;
}

impl RequestStateSecurity {
    /// Seals with the first of these keys, and opens what any of them has sealed.
    pub fn new(keys: RequestStateKeys) -> Self {
        RequestStateSecurity::with_codec(keys)
    }

    /// Seals by other means than keys.
    pub fn with_codec(codec: impl StateCodec) -> Self {
        RequestStateSecurity {
            codec: Arc::new(codec),
            ttl: Duration::from_secs(600),
            audience: None,
            used: None,
        }
    }

    /// How long a state is good for, 10 minutes unless set. Each round begins anew.
    #[must_use]
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = ttl;
        self
    }

    /// Who may open the state: the name of the server unless set. Servers that finish each other's rounds have the same.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Takes each state only once.
    #[must_use]
    pub fn single_use(mut self, used: impl UsedStates) -> Self {
        self.used = Some(Arc::new(used));
        self
    }

    /// Seals a state for a request.
    pub(crate) fn seal(&self, server: &str, binding: &Binding<'_>, state: &str) -> Result<String, McpError> {
        let refused = |why: String| {
            tracing::error!("refusing to seal requestState on {}: {why}", binding.method);
            McpError::internal("Internal error")
        };
        let audience = self.audience.as_deref().unwrap_or(server);
        let claims = Claims::new(binding, audience, now(), self.ttl, state).map_err(refused)?;
        let token = self.codec.seal(&claims.to_bytes()).map_err(refused)?;
        if token.len() > LARGEST {
            return Err(refused(format!(
                "{} bytes, and at most {LARGEST} come back",
                token.len()
            )));
        }
        Ok(token)
    }

    /// What was sealed, if it was for this request, and the digest of its arguments.
    ///
    /// # Errors
    /// −32602 `Invalid or expired requestState`, whatever is wrong: the reason is for the log.
    pub(crate) fn open(
        &self,
        server: &str,
        binding: &Binding<'_>,
        token: Option<&str>,
    ) -> Result<(String, String), McpError> {
        let audience = self.audience.as_deref().unwrap_or(server);
        self.verified(audience, binding, token).map_err(|reason| {
            tracing::warn!("requestState rejected on {}: {reason}", binding.method);
            McpError::invalid_params("Invalid or expired requestState")
                .with_data(serde_json::json!({ "reason": "invalid_request_state" }))
        })
    }

    fn verified(&self, audience: &str, binding: &Binding<'_>, token: Option<&str>) -> Result<(String, String), String> {
        let token = token.filter(|token| token.len() <= LARGEST).ok_or("malformed")?;
        let claims = Claims::from_bytes(&self.codec.open(token)?)?;
        claims.check(binding, audience, now(), SKEW)?;
        if let Some(used) = &self.used
            && !used.first_use(&claims.id, UNIX_EPOCH + Duration::from_secs(claims.expires))
        {
            return Err("replayed".into());
        }
        Ok((claims.state, claims.arguments))
    }
}

impl Server {
    /// Seals the states of requests that take more than one round this way, instead of by a key of this process's own:
    /// for servers of more than one process, which share keys and a name. `MCP_REQUEST_STATE_KEYS` in the environment
    /// sets keys for a program that sets none.
    #[must_use]
    pub fn request_state_security(self, security: RequestStateSecurity) -> Server {
        let Ok(shared) = self.shared() else { return self };
        if shared.state_security.set(security).is_err() {
            return Server::faulty(BuildError::Invalid(
                "the server has a request state security already".into(),
            ));
        }
        self
    }
}

impl ServerBuilder {
    /// Seals the states of requests that take more than one round with the first of these keys, and opens what any of them
    /// has sealed: for servers of more than one process. [`RequestStateSecurity`] says more than keys. The same as
    /// `request_state_keys = […]` in [`build!`](crate::build), which refuses a literal that is too short.
    ///
    /// A key that cannot be used comes out when the server is built.
    #[must_use]
    pub fn request_state_keys<K: AsRef<[u8]>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        match RequestStateKeys::new(keys) {
            Ok(keys) => self.security = Some(RequestStateSecurity::new(keys)),
            Err(fault) => self.definitions.check(Err(BuildError::Invalid(fault.to_string()))),
        }
        self
    }
}

/// The longest token that is looked at, in bytes.
const LARGEST: usize = 64 * 1024;

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// A key of this process's own: what it seals, no other process opens.
pub(crate) fn ephemeral() -> Option<RequestStateSecurity> {
    RequestStateKeys::random().map(RequestStateSecurity::new)
}

/// What `MCP_REQUEST_STATE_KEYS` says: keys in hexadecimal or base64, with commas between.
///
/// # Errors
/// The keys cannot be used.
pub(crate) fn from_environment() -> Result<Option<RequestStateSecurity>, BuildError> {
    match std::env::var("MCP_REQUEST_STATE_KEYS") {
        Ok(text) if !text.is_empty() => {
            let keys = RequestStateKeys::parse(&text).map_err(|fault| BuildError::Invalid(fault.to_string()))?;
            Ok(Some(RequestStateSecurity::new(keys)))
        }
        _ => Ok(None),
    }
}

/// The digest of a principal, salted, so that the state does not say who it is.
fn principal_digest(principal: Option<&Principal>, salt: &str) -> Option<String> {
    principal.map(|principal| digest::digest(&["mcp/request-state/principal", salt, &principal.id]))
}
