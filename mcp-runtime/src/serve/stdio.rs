//! On standard input and output.

use crate::server::{Result, Server};

pub(super) async fn run(server: Server) -> Result<()> {
    server.serve_stdio().await
}
