//! The host that the requests of one connection name: looked at once, and then compared.

use super::named::{Named, Once};
use http::HeaderValue;
use std::sync::OnceLock;

/// The first `Host` that was admitted, in a request without an `Origin`.
#[derive(Debug, Default)]
pub(super) struct KnownHost(OnceLock<HeaderValue>);

impl KnownHost {
    /// Whether a request with these headers is admitted as the one before it was.
    pub(super) fn is_that_of(&self, headers: &Named<'_>) -> bool {
        only_host(headers).is_some_and(|host| self.0.get() == Some(host))
    }

    /// A request with these headers was admitted.
    pub(super) fn learn(&self, headers: &Named<'_>) {
        if let Some(host) = only_host(headers) {
            self.0.get_or_init(|| host.clone());
        }
    }
}

/// The host, where it is all there is to look at.
fn only_host<'a>(headers: &Named<'a>) -> Option<&'a HeaderValue> {
    match (headers.host, headers.origin) {
        (Once::One(host), Once::Absent) => Some(host),
        _ => None,
    }
}
