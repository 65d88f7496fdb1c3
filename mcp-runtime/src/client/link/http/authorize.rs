//! Where the `Authorization` of requests comes from (basic/authorization; RFC 9110 §11).

use super::Inner;
use super::endpoint::shown;
use crate::client::error::{BoxError, ClientError};
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use std::fmt;
use std::pin::Pin;

/// What an [`Authorizer`] answers, later.
pub type AuthorizerFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// Authorizes the requests to one server: [`Http::authorizer`](super::Http::authorizer).
///
/// ```
/// use mcp::client::{Authorizer, AuthorizerFuture, Challenge, Http};
/// use std::sync::Arc;
/// use tokio::sync::Mutex;
///
/// struct Keyring(Arc<Mutex<String>>);
///
/// impl Authorizer for Keyring {
///     fn authorization<'a>(&'a self, _url: &'a str) -> AuthorizerFuture<'a, Option<String>> {
///         Box::pin(async { Ok(Some(self.0.lock().await.clone())) })
///     }
///
///     fn challenged<'a>(&'a self, challenge: &'a Challenge) -> AuthorizerFuture<'a, bool> {
///         let (kept, challenge) = (self.0.clone(), challenge.clone());
///         // A task of its own, which ends what it has begun whoever gives up waiting.
///         let renewing = tokio::spawn(async move {
///             let mut kept = kept.lock().await;
///             // Another request may have renewed it meanwhile.
///             if challenge.authorization.as_ref() == Some(&*kept) {
///                 *kept = renew(&challenge.www_authenticate).await?;
///             }
///             Ok(true)
///         });
///         Box::pin(async { renewing.await? })
///     }
/// }
/// # async fn renew(_: &[String]) -> Result<String, mcp::client::BoxError> { Ok("Bearer fresh".into()) }
/// let kept = Arc::new(Mutex::new("Bearer stale".into()));
/// let server = Http::new("https://weather.example/mcp").authorizer(Keyring(kept));
/// ```
///
/// Requests run beside each other, and so do the calls of these methods: whoever renews a token should do so once for all
/// that were refused with the old one, which [`Challenge::authorization`] tells. Their futures are part of the request:
/// they count for its time-out, and are dropped where it is given up, wherever they are.
pub trait Authorizer: Send + Sync + 'static {
    /// The value of `Authorization` for a request to the server at `url`, such as `Bearer …`; without one it is sent
    /// bare. Asked before every request.
    ///
    /// # Errors
    /// There is none to be had now: the request fails with [`ClientError::Authorization`], and is not sent.
    fn authorization<'a>(&'a self, url: &'a str) -> AuthorizerFuture<'a, Option<String>>;

    /// The server has refused a request, which it has not looked at therefore: by 401, or by 403 with a challenge.
    /// `true` has the request sent once more, with what [`authorization`](Self::authorization) says then; a request is
    /// sent once more for 401 and once more for 403 at most. Not called for what nobody waits for: notifications, and the
    /// end of a session.
    ///
    /// # Errors
    /// No authorization can be had now: the request fails with [`ClientError::Authorization`].
    fn challenged<'a>(&'a self, challenge: &'a Challenge) -> AuthorizerFuture<'a, bool> {
        let _ = challenge;
        Box::pin(std::future::ready(Ok(false)))
    }
}

/// What a server says to a request that is not authorized.
#[derive(Clone)]
#[non_exhaustive]
pub struct Challenge {
    /// The URL of the server.
    pub url: String,
    /// 401: there is no authorization, or it is no longer good. 403: it does not reach so far.
    pub status: u16,
    /// The `WWW-Authenticate` headers, such as `Bearer resource_metadata="…", scope="…"` (RFC 9728 §5.1).
    pub www_authenticate: Vec<String>,
    /// What was refused, if the request had any.
    pub authorization: Option<String>,
}

/// Without the authorization, which is secret.
impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge")
            .field("url", &shown(&self.url))
            .field("status", &self.status)
            .field("www_authenticate", &self.www_authenticate)
            .finish_non_exhaustive()
    }
}

/// The refusals that one request has met.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    unauthorized: bool,
    forbidden: bool,
}

impl Refusals {
    /// Whether this is the first of its kind. 403 without a challenge is a decision, not a question.
    fn is_new(&mut self, status: StatusCode, headers: &HeaderMap) -> bool {
        let met = match status {
            StatusCode::UNAUTHORIZED => &mut self.unauthorized,
            StatusCode::FORBIDDEN if headers.contains_key(header::WWW_AUTHENTICATE) => &mut self.forbidden,
            _ => return false,
        };
        !std::mem::replace(met, true)
    }
}

impl Inner {
    /// Puts the authorization of a request among its headers.
    ///
    /// # Errors
    /// There is none to be had.
    pub(super) async fn authorize(&self, headers: &mut HeaderMap) -> Result<(), ClientError> {
        let Some(authorizer) = &self.authorizer else {
            return Ok(());
        };
        let found = authorizer.authorization(&self.url).await;
        let found = found.map_err(ClientError::Authorization)?;
        if let Some(cache) = &self.cache {
            cache.authorized(found.as_deref());
        }
        match found {
            None => drop(headers.remove(header::AUTHORIZATION)),
            Some(text) => {
                let mut value = HeaderValue::try_from(text)
                    .map_err(|_| ClientError::Invalid("the authorization cannot be sent in a header".into()))?;
                value.set_sensitive(true);
                headers.insert(header::AUTHORIZATION, value);
            }
        }
        Ok(())
    }

    /// Whether a request that got this response is sent once more, with another authorization.
    ///
    /// # Errors
    /// There is none to be had.
    pub(super) async fn is_challenged<B>(
        &self,
        response: &Response<B>,
        sent: Option<&HeaderValue>,
        refusals: &mut Refusals,
    ) -> Result<bool, ClientError> {
        let Some(authorizer) = &self.authorizer else {
            return Ok(false);
        };
        if !refusals.is_new(response.status(), response.headers()) {
            return Ok(false);
        }
        let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
        let challenges = response.headers().get_all(header::WWW_AUTHENTICATE);
        let challenge = Challenge {
            url: self.url.clone(),
            status: response.status().as_u16(),
            www_authenticate: challenges.iter().filter_map(text).collect(),
            authorization: sent.and_then(text),
        };
        authorizer
            .challenged(&challenge)
            .await
            .map_err(ClientError::Authorization)
    }
}
