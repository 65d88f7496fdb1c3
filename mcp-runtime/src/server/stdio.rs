//! A server on standard input and output.

use super::error::{Error, Result};
use super::handle::Server;
use super::session::Session;
use super::stream::{StreamLimits, serve};
use crate::transport::room::OF_ONE;
use crate::transport::stdio::Stdio;
use std::io;
use tokio::task::JoinHandle;

impl Server {
    /// Serves standard input and output until the client closes its side: calls under way then have the grace period
    /// to end, and the rest is cancelled.
    ///
    /// While it serves, what is printed to standard output goes to standard error instead, with a warning; on Windows not
    /// what C code prints. A server that is cancelled there leaves a thread behind that waits for input: until it had some,
    /// which is lost, the process finds standard input empty, and no other server can have the streams.
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
        // On a thread of the runtime's that waits for input itself: on the one that waits for the runtime, each message would
        // be handed from thread to thread.
        let limits = StreamLimits { room: OF_ONE, ..limits };
        let mut serving = Serving(tokio::spawn(serve(Session::new(shared), reader, writer, limits)));
        match (&mut serving.0).await {
            Ok(served) => Ok(served?),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(error) => Err(Error::hidden(error)),
            },
        }
    }
}

/// Ends with whoever waits for it.
struct Serving(JoinHandle<io::Result<()>>);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.abort();
    }
}
