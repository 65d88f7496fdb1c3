//! A build without standard input and output.

use crate::server::{Result, Server};

pub(super) async fn run(_: Server) -> Result<()> {
    Err("this program was built without the feature `stdio` of mcp-runtime: use --http ADDR".into())
}
