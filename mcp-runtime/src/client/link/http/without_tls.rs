//! Stands in for TLS where the feature is off.

use super::pool::Dial;
use crate::client::error::ClientError;

/// # Errors
/// Always.
pub(super) fn dial(_trusted: &[String]) -> Result<Dial, ClientError> {
    Err(ClientError::Invalid(
        "https:// needs the feature `client-tls`, or a connector that brings TLS".into(),
    ))
}
