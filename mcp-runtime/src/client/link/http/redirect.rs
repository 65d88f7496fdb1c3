//! Redirects: followed where they stay with the same server, and told of where they do not.

use super::Inner;
use super::endpoint::shown;
use crate::client::error::ClientError;
use http::{HeaderMap, Method, StatusCode, Uri, header};

/// Redirects that are followed one after the other.
pub(super) const MOST: usize = 5;

impl Inner {
    /// Where a response sends its request: `None` if it does not.
    ///
    /// # Errors
    /// It sends it where it does not go: to another server, or by another method.
    pub(super) fn redirected(
        &self,
        method: &Method,
        status: StatusCode,
        headers: &HeaderMap,
        from: &Uri,
    ) -> Result<Option<Uri>, ClientError> {
        let kept = match status {
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => method == Method::GET,
            _ => return Ok(None),
        };
        let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
        let Some(location) = location else {
            let fault = format!("The server answered with {status}, and not with where to go");
            return Err(ClientError::Unexpected(fault));
        };
        let target = self.same_origin(location, from).filter(|_| kept);
        target.map(Some).ok_or_else(|| {
            ClientError::Unexpected(format!(
                "Redirect to {} not followed; use that URL as the endpoint if it is the intended server",
                shown(location)
            ))
        })
    }

    /// The target of a request within this server, if that is where the location is.
    pub(super) fn same_origin(&self, location: &str, from: &Uri) -> Option<Uri> {
        let without_fragment = location.split('#').next().unwrap_or_default();
        if without_fragment.starts_with("//") {
            return None;
        }
        if without_fragment.starts_with('/') {
            return without_fragment.parse().ok();
        }
        if !without_fragment.contains("://") {
            // Beside what was asked for.
            let (folder, _) = from.path().rsplit_once('/')?;
            return format!("{folder}/{without_fragment}").parse().ok();
        }
        let url: Uri = without_fragment.parse().ok()?;
        let authority = url.authority()?;
        let usual = if url.scheme_str() == Some("https") { 443 } else { 80 };
        let same = url.scheme_str() == Some(self.pool.scheme.as_str())
            && authority.host().eq_ignore_ascii_case(&self.pool.host)
            && authority.port_u16().unwrap_or(usual) == self.pool.port
            && !authority.as_str().contains('@');
        let target = url.path_and_query().map_or("/", |target| target.as_str());
        same.then(|| target.parse().ok()).flatten()
    }
}
