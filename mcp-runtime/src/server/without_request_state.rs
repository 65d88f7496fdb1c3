//! A build without the feature `ask` seals nothing, and so opens nothing.

use super::input_required::Binding;
use crate::jsonrpc::McpError;

/// Nothing that could seal.
#[derive(Clone, Debug)]
pub(crate) struct RequestStateSecurity;

impl RequestStateSecurity {
    pub(crate) fn seal(&self, _: &str, _: &Binding<'_>, _: &str) -> Result<String, McpError> {
        Err(McpError::internal("Internal error"))
    }

    pub(crate) fn open(&self, _: &str, binding: &Binding<'_>, _: Option<&str>) -> Result<(String, String), McpError> {
        tracing::warn!("requestState rejected on {}: malformed", binding.method);
        Err(McpError::invalid_params("Invalid or expired requestState")
            .with_data(serde_json::json!({ "reason": "invalid_request_state" })))
    }
}

pub(crate) fn ephemeral() -> Option<RequestStateSecurity> {
    Some(RequestStateSecurity)
}

pub(crate) fn from_environment() -> Result<Option<RequestStateSecurity>, super::BuildError> {
    Ok(None)
}
