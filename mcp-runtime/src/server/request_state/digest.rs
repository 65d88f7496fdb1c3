//! Digests of what a state is bound to.

use crate::server::input_required::Binding;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

impl Binding<'_> {
    /// A digest of the arguments, whatever the order of their members and the space between.
    pub(super) fn arguments_digest(&self) -> Cow<'_, str> {
        if let Some(known) = self.digest {
            return Cow::Borrowed(known);
        }
        let mut canonical = String::new();
        // What is no JSON was refused before, and is bound as it stands.
        match serde_json::from_str(self.arguments) {
            Ok(value) => write(&value, &mut canonical),
            Err(_) => canonical.push_str(self.arguments),
        }
        Cow::Owned(digest(&["mcp/request-state/arguments", &canonical]))
    }
}

/// Writes members in the order of their names.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (index, (name, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// The first half of SHA-256 over these parts, each with its length, in base64url.
pub(in crate::server) fn digest(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(&hasher.finalize()[..16])
}
