//! A handler that reads a resource of its own server.

use super::once_more;
use crate::jsonrpc::{McpError, result_of, to_vec};
use crate::revision::Method;
use crate::server::context::Context;
use crate::server::request::Tries;
use crate::types::ReadResourceResult;

/// A handler's read of a resource of its own server: the answer that its own client would get, read back.
pub(crate) async fn read_own_resource(context: &Context, uri: &str) -> Result<ReadResourceResult, McpError> {
    let message =
        serde_json::json!({ "jsonrpc": "2.0", "id": 0, "method": "resources/read", "params": { "uri": uri } });
    let text = String::from_utf8(to_vec(&message)).unwrap_or_default();
    let tries = Tries {
        whole: context,
        principal: context.principal(),
    };
    let mut out = Vec::new();
    once_more(tries, Method::ResourcesRead, &text, None, None, &mut out).await?;
    let unreadable = || McpError::internal("the resource's own answer could not be read");
    serde_json::from_str(result_of(&out)?.get()).map_err(|_| unreadable())
}
