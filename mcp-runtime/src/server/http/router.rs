//! The server as an axum router.

use super::options::HttpOptions;
use super::service::HttpService;
use crate::BuildError;
use crate::server::handle::Server;

impl Server {
    /// The server as an axum `Router` that serves it at `/mcp`, to merge into a router of your own. To have it stop with
    /// that, make the router of a service: [`HttpService::into_router`].
    ///
    /// # Errors
    /// The server could not be built.
    pub fn into_router(self) -> Result<axum::Router, BuildError> {
        self.into_router_with(HttpOptions::default())
    }

    /// The same with options, of which the path is where it is served.
    ///
    /// # Errors
    /// The server could not be built, or an allowed host or origin is none.
    pub fn into_router_with(self, options: HttpOptions) -> Result<axum::Router, BuildError> {
        Ok(self.into_service_with(options)?.into_router())
    }
}

impl HttpService {
    /// The service as an axum `Router` that serves it at the path of its options. From a clone, where the service is to be
    /// [closed](Self::close) later.
    pub fn into_router(self) -> axum::Router {
        let options = self.options.clone();
        let mut router = axum::Router::new().route_service(&options.path, self.clone());
        for path in options.sse.paths().into_iter().flatten() {
            router = router.route_service(path, self.clone());
        }
        router
    }
}

/// The URI as the client has it: a router that nests a service takes the prefix off.
pub(super) fn original_uri(parts: &http::request::Parts) -> Option<&http::Uri> {
    parts.extensions.get::<axum::extract::OriginalUri>().map(|uri| &uri.0)
}
