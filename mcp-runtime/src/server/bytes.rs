//! A server on any pair of byte streams.

use super::error::Result;
use super::handle::Server;
use super::session::Session;
use super::stream::{StreamLimits, serve};
use tokio::io::{AsyncRead, AsyncWrite};

impl Server {
    /// Serves one client on a pair of byte streams, a message a line: a socket, a pipe, bytes in a test. It ends as
    /// `serve_stdio` does, and a server may have many such clients at once.
    ///
    /// ```
    /// # #[mcp::main]
    /// # async fn main() -> mcp::Result<()> {
    /// let server = mcp::Server::builder("bytes").build()?;
    /// let request = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    /// let mut answers = Vec::new();
    /// server.serve_stream(request.as_bytes(), &mut answers, Default::default()).await?;
    /// assert_eq!(answers, b"{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server could not be built, or the streams fail.
    pub async fn serve_stream(
        &self,
        reader: impl AsyncRead,
        writer: impl AsyncWrite,
        limits: StreamLimits,
    ) -> Result<()> {
        Ok(serve(Session::new(self.shared()?.clone()), reader, writer, limits).await?)
    }
}
