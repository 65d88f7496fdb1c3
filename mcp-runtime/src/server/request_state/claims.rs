//! What is inside a token: what the state is good for, as JSON, a line's end, and the state as it is.

use super::principal_digest;
use crate::server::input_required::Binding;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::time::Duration;

const VERSION: u8 = 1;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    #[serde(rename = "v")]
    version: u8,
    /// Random; also the salt of the principal's digest.
    #[serde(rename = "i")]
    pub(super) id: String,
    /// Seconds since 1970.
    #[serde(rename = "iat")]
    issued: u64,
    #[serde(rename = "exp")]
    pub(super) expires: u64,
    #[serde(rename = "aud")]
    audience: String,
    #[serde(rename = "m")]
    method: String,
    #[serde(rename = "t")]
    target: String,
    #[serde(rename = "a")]
    pub(super) arguments: String,
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    principal: Option<String>,
    #[serde(skip)]
    pub(super) state: String,
}

impl Claims {
    pub(super) fn new(
        binding: &Binding<'_>,
        audience: &str,
        now: u64,
        ttl: Duration,
        state: &str,
    ) -> Result<Self, String> {
        let mut id = [0_u8; 12];
        getrandom::fill(&mut id).map_err(|error| format!("no randomness: {error}"))?;
        let id = URL_SAFE_NO_PAD.encode(id);
        Ok(Claims {
            version: VERSION,
            issued: now,
            expires: now.saturating_add(ttl.as_secs()),
            audience: audience.to_owned(),
            method: binding.method.to_owned(),
            target: binding.target.to_owned(),
            arguments: binding.arguments_digest().into_owned(),
            principal: principal_digest(binding.principal, &id),
            state: state.to_owned(),
            id,
        })
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = crate::jsonrpc::to_vec(self);
        bytes.push(b'\n');
        bytes.extend_from_slice(self.state.as_bytes());
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or("malformed")?;
        let claims: Claims = serde_json::from_slice(&bytes[..end]).map_err(|_| "malformed")?;
        let state = String::from_utf8(bytes[end + 1..].to_vec()).map_err(|_| "malformed")?;
        if claims.version == VERSION {
            Ok(Claims { state, ..claims })
        } else {
            Err("malformed".into())
        }
    }

    /// Whether the state is good for this request, now.
    pub(super) fn check(&self, binding: &Binding<'_>, audience: &str, now: u64, skew: Duration) -> Result<(), String> {
        let fault = if self.issued > now.saturating_add(skew.as_secs()) {
            "minted in the future"
        } else if self.expires <= now {
            "expired"
        } else if self.audience != audience {
            "audience"
        } else if self.principal != principal_digest(binding.principal, &self.id) {
            "principal"
        } else if self.method != binding.method
            || self.target != binding.target
            || self.arguments != binding.arguments_digest()
        {
            "request binding"
        } else {
            return Ok(());
        };
        Err(fault.into())
    }
}
