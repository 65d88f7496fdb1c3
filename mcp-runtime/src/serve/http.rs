//! Over HTTP.

use crate::server::{Result, Server};

pub(super) async fn run(server: Server, address: &str) -> Result<()> {
    server.serve_http(address).await
}
