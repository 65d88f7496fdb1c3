//! What stands in for HTTP+SSE where the feature `sse` is off: no path is its.

use super::body::HttpBody;
use super::options::HttpOptions;
use super::service::HttpService;
use http::{Response, request::Parts};

/// Nothing to set.
#[derive(Clone, Debug, Default)]
pub(super) struct SseOptions {}

/// There is none.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {}

impl SseOptions {
    pub(super) fn place(&self, _: &str) -> Option<Place> {
        None
    }

    pub(super) fn paths(&self) -> Option<[&str; 2]> {
        None
    }

    pub(super) fn verify(&self, _: &str) -> Result<(), String> {
        Ok(())
    }
}

#[derive(Debug)]
pub(super) struct SseStreams;

impl SseStreams {
    pub(super) fn new(_: &HttpOptions) -> Self {
        SseStreams
    }
}

impl HttpService {
    pub(super) async fn respond_sse<B>(&self, place: Place, _: &Parts, _: B) -> Response<HttpBody> {
        match place {}
    }
}
