//! The host that the requests of one connection name: looked at once, and then compared.

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, HeaderValue};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The `Host` that was admitted, in a request without an `Origin`.
#[derive(Debug, Default)]
pub(super) struct KnownHost(Mutex<Option<HeaderValue>>);

impl KnownHost {
    fn host(&self) -> MutexGuard<'_, Option<HeaderValue>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a request with these headers is admitted as the one before it was.
    pub(super) fn is_that_of(&self, headers: &HeaderMap) -> bool {
        let host = self.host();
        host.is_some() && host.as_ref() == only_host(headers)
    }

    /// A request with these headers was admitted.
    pub(super) fn learn(&self, headers: &HeaderMap) {
        *self.host() = only_host(headers).cloned();
    }
}

/// The host, where it is all there is to look at.
fn only_host(headers: &HeaderMap) -> Option<&HeaderValue> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next()?;
    (hosts.next().is_none() && !headers.contains_key(ORIGIN)).then_some(host)
}
