//! The context that each request of 2026-07-28 carries in `params._meta` (SEP-2575).

use super::Revision;
use crate::jsonrpc::{JsonText, McpError};
use serde::Deserialize;
use std::borrow::Cow;

/// The keys of `_meta` that the server reads, each left as text until it is needed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct EnvelopeMeta<'a> {
    #[serde(borrow, default, rename = "io.modelcontextprotocol/protocolVersion")]
    pub(crate) version: Option<JsonText<'a>>,
    #[serde(borrow, default, rename = "io.modelcontextprotocol/clientCapabilities")]
    pub(crate) capabilities: Option<JsonText<'a>>,
    #[serde(borrow, default, rename = "io.modelcontextprotocol/clientInfo")]
    pub(crate) client_info: Option<JsonText<'a>>,
    #[serde(borrow, default, rename = "io.modelcontextprotocol/logLevel")]
    pub(crate) log_level: Option<JsonText<'a>>,
    #[serde(borrow, default, rename = "progressToken")]
    pub(crate) progress_token: Option<JsonText<'a>>,
    // W3C trace context, under keys without a prefix (SEP-414).
    #[serde(borrow, default)]
    pub(crate) traceparent: Option<JsonText<'a>>,
    #[serde(borrow, default)]
    pub(crate) tracestate: Option<JsonText<'a>>,
    #[serde(borrow, default)]
    pub(crate) baggage: Option<JsonText<'a>>,
}

/// What the envelope says, once it is known to be one.
#[derive(Debug)]
pub(crate) struct Envelope<'a> {
    pub(crate) version: Cow<'a, str>,
}

const BOTH: &str = "params._meta must be an object carrying the required 'io.modelcontextprotocol/protocolVersion' \
                    and 'io.modelcontextprotocol/clientCapabilities' envelope keys";

impl<'a> EnvelopeMeta<'a> {
    /// The member of this name, if it is one of ours.
    #[inline]
    pub(crate) fn member(&mut self, name: &str) -> Option<&mut Option<JsonText<'a>>> {
        Some(match name.strip_prefix("io.modelcontextprotocol/") {
            Some("protocolVersion") => &mut self.version,
            Some("clientCapabilities") => &mut self.capabilities,
            Some("clientInfo") => &mut self.client_info,
            Some("logLevel") => &mut self.log_level,
            Some(_) => return None,
            None => match name {
                "progressToken" => &mut self.progress_token,
                "traceparent" => &mut self.traceparent,
                "tracestate" => &mut self.tracestate,
                "baggage" => &mut self.baggage,
                _ => return None,
            },
        })
    }

    /// The message claims to be of a revision without a handshake.
    pub(crate) fn is_enveloped(&self) -> bool {
        self.version.is_some()
    }

    /// Checks that the required keys are there.
    ///
    /// # Errors
    /// −32602 naming the missing keys, or saying that the version is no string.
    pub(crate) fn envelope(meta: Option<&Self>) -> Result<Envelope<'a>, McpError> {
        let Some(meta) = meta else {
            return Err(McpError::invalid_params(BOTH));
        };
        let (version, capabilities) = match (meta.version, meta.capabilities) {
            (Some(version), Some(capabilities)) => (version, capabilities),
            (None, None) => return Err(McpError::invalid_params(BOTH)),
            (version, _) => {
                let missing = if version.is_none() {
                    "protocolVersion"
                } else {
                    "clientCapabilities"
                };
                return Err(McpError::invalid_params(format!(
                    "params._meta is missing the required envelope key(s): 'io.modelcontextprotocol/{missing}'"
                )));
            }
        };
        if !capabilities.get().starts_with('{') {
            return Err(McpError::invalid_params(
                "the client-capabilities envelope value must be an object",
            ));
        }
        let text = version.get();
        let plain = text
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .filter(|text| !text.contains('\\'));
        let version = match plain {
            Some(plain) => Cow::Borrowed(plain),
            None => serde_json::from_str::<String>(text)
                .map(Cow::Owned)
                .map_err(|_| McpError::invalid_params("the protocol-version envelope value must be a string"))?,
        };
        Ok(Envelope { version })
    }
}

impl Envelope<'_> {
    /// The revision, if it is one without a handshake.
    ///
    /// # Errors
    /// −32022 with the revisions served.
    #[inline]
    pub(crate) fn revision(&self) -> Result<Revision, McpError> {
        match Revision::parse(&self.version) {
            Some(revision) if revision.is_modern() => Ok(revision),
            _ => Err(McpError::unsupported_protocol_version(&self.version, &Revision::MODERN)),
        }
    }
}
