//! A build without axum.

/// Nobody notes the URI that a router was asked for.
pub(super) fn original_uri(_: &http::request::Parts) -> Option<&http::Uri> {
    None
}
