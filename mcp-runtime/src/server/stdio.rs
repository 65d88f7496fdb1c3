//! A server on standard input and output.

use super::error::Result;
use super::handle::Server;
use super::session::Session;
use super::stream::{StreamLimits, serve};
use crate::transport::stdio::Stdio;

impl Server {
    /// Serves standard input and output until the client closes its side: calls under way then have the grace period
    /// to end, and the rest is cancelled.
    ///
    /// While it serves, what is printed to standard output goes to standard error instead, with a warning.
    ///
    /// # Errors
    /// The server could not be built, another server of this process has the streams, or they fail.
    pub async fn serve_stdio(&self) -> Result<()> {
        self.serve_stdio_with(StreamLimits::default()).await
    }

    /// The same with other limits.
    ///
    /// # Errors
    /// As [`serve_stdio`](Self::serve_stdio).
    pub async fn serve_stdio_with(&self, limits: StreamLimits) -> Result<()> {
        crate::log::init();
        let shared = self.shared()?.clone();
        let stdio = Stdio::take()?;
        let (reader, writer) = stdio.streams()?;
        Ok(serve(Session::new(shared), reader, writer, limits).await?)
    }
}
