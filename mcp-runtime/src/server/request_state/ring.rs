//! Keys, of which the first seals and every one opens: so keys can be changed while rounds are under way.

use super::StateCodec;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use std::fmt;

const PREFIX: &str = "v1.";
const LEAST: usize = 32;
const KEY_ID: usize = 4;
const NONCE: usize = 24;
/// What separates what is made of one key from what is made of it elsewhere.
const DERIVE: &[u8] = b"mcp/request-state/v1/xchacha20poly1305";
const IDENTIFY: &[u8] = b"mcp/request-state/v1/key-id";

/// A ring of keys: `keys[0]` seals, all of them open. To change keys without losing a round, put the new one second on
/// every server, then first, then take the old one away.
///
/// A token is `v1.` and base64url without padding of: 4 bytes that name the key, a random nonce of 24 bytes, and
/// XChaCha20-Poly1305 of the state with the prefix and the key's name as associated data.
#[derive(Clone)]
pub struct RequestStateKeys(Vec<Sealing>);

#[derive(Clone)]
struct Sealing {
    id: [u8; KEY_ID],
    cipher: XChaCha20Poly1305,
}

impl fmt::Debug for RequestStateKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestStateKeys({} keys)", self.0.len())
    }
}

/// Keys that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidKeys {
    /// No key at all.
    #[error("request-state keys must hold at least one key")]
    None,
    /// A key too short to be secret.
    #[error(
        "request-state keys must be at least 32 bytes of secret randomness; keys[{index}] is {bytes} bytes. Generate \
         one with: openssl rand -hex 32"
    )]
    Weak {
        /// Which.
        index: usize,
        /// How long it is.
        bytes: usize,
    },
    /// A key that is there twice.
    #[error("keys[{index}] duplicates an earlier ring key")]
    Duplicate {
        /// Which.
        index: usize,
    },
    /// Text that is neither hexadecimal nor base64.
    #[error("keys[{index}] is neither hexadecimal nor base64")]
    NotText {
        /// Which.
        index: usize,
    },
}

impl RequestStateKeys {
    /// A ring of these keys, each at least 32 bytes of secret randomness.
    ///
    /// # Errors
    /// There is none, one is too short, or one is there twice.
    pub fn new<K: AsRef<[u8]>>(keys: impl IntoIterator<Item = K>) -> Result<Self, InvalidKeys> {
        let mut ring: Vec<Sealing> = Vec::new();
        for (index, key) in keys.into_iter().enumerate() {
            let key = key.as_ref();
            if key.len() < LEAST {
                return Err(InvalidKeys::Weak {
                    index,
                    bytes: key.len(),
                });
            }
            let sealing = Sealing::of(key);
            if ring.iter().any(|known| known.id == sealing.id) {
                return Err(InvalidKeys::Duplicate { index });
            }
            ring.push(sealing);
        }
        if ring.is_empty() {
            return Err(InvalidKeys::None);
        }
        Ok(RequestStateKeys(ring))
    }

    /// The same from text as `MCP_REQUEST_STATE_KEYS` holds it: keys in hexadecimal or base64, with commas between.
    ///
    /// # Errors
    /// As [`new`](Self::new), or a key is neither.
    pub fn parse(text: &str) -> Result<Self, InvalidKeys> {
        let keys: Result<Vec<Vec<u8>>, InvalidKeys> = text
            .split(',')
            .map(str::trim)
            .filter(|key| !key.is_empty())
            .enumerate()
            .map(|(index, key)| decode(key).ok_or(InvalidKeys::NotText { index }))
            .collect();
        RequestStateKeys::new(keys?)
    }

    /// One key that nobody else has.
    pub(super) fn random() -> Option<Self> {
        let mut key = [0_u8; 32];
        match getrandom::fill(&mut key) {
            Ok(()) => Some(RequestStateKeys(vec![Sealing::of(&key)])),
            Err(error) => {
                tracing::error!(%error, "no request-state key: the system gives no randomness");
                None
            }
        }
    }
}

fn decode(key: &str) -> Option<Vec<u8>> {
    let hex = key.len().is_multiple_of(2) && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hex {
        return (0..key.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&key[at..at + 2], 16).ok())
            .collect();
    }
    let engines = [STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD];
    engines.iter().find_map(|engine| engine.decode(key).ok())
}

impl Sealing {
    fn of(key: &[u8]) -> Self {
        let made = |purpose: &[u8]| Sha256::new().chain_update(purpose).chain_update(key).finalize();
        let derived = made(DERIVE);
        let mut id = [0; KEY_ID];
        id.copy_from_slice(&made(IDENTIFY)[..KEY_ID]);
        Sealing {
            id,
            cipher: XChaCha20Poly1305::new(Key::from_slice(&derived)),
        }
    }

    /// The associated data: what a token says in the clear.
    fn clear(&self) -> Vec<u8> {
        [PREFIX.as_bytes(), &self.id].concat()
    }
}

impl StateCodec for RequestStateKeys {
    fn seal(&self, state: &[u8]) -> Result<String, String> {
        let key = self.0.first().ok_or("no key")?;
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|error| format!("no randomness: {error}"))?;
        let payload = Payload {
            msg: state,
            aad: &key.clear(),
        };
        let sealed = key
            .cipher
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| "the cipher refused")?;
        let token = [&key.id[..], &nonce, &sealed].concat();
        Ok(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(token)))
    }

    fn open(&self, token: &str) -> Result<Vec<u8>, String> {
        let bytes = token
            .strip_prefix(PREFIX)
            .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
            .filter(|bytes| bytes.len() > KEY_ID + NONCE)
            .ok_or("malformed")?;
        let (id, rest) = bytes.split_at(KEY_ID);
        let (nonce, sealed) = rest.split_at(NONCE);
        let key = self.0.iter().find(|key| key.id == id).ok_or("unknown key")?;
        let payload = Payload {
            msg: sealed,
            aad: &key.clear(),
        };
        key.cipher
            .decrypt(XNonce::from_slice(nonce), payload)
            .map_err(|_| "codec error".into())
    }
}
