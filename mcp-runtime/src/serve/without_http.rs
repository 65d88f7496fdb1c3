//! A build without HTTP.

use crate::server::{Result, Server};

pub(super) async fn run(_: Server, _: &str) -> Result<()> {
    Err("this program was built without the feature `http` of mcp-runtime".into())
}
