//! Metadata, its reserved keys, and the identifiers of requests and progress.
//!
//! Specification: `basic/index` (`_meta`, requests), `basic/utilities/progress`.

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;

/// A JSON object.
pub type JsonObject = serde_json::Map<String, Value>;

/// The content of a `_meta` member: an open object whose `io.modelcontextprotocol/*` keys belong
/// to the protocol.
pub type Meta = serde_json::Map<String, Value>;

/// `_meta` key of a request: the revision it is written in. Required since 2026-07-28 (SEP-2575).
pub const PROTOCOL_VERSION_META_KEY: &str = "io.modelcontextprotocol/protocolVersion";
/// `_meta` key of a request: the client's [`Implementation`](super::Implementation). Recommended
/// since 2026-07-28 (SEP-2575).
pub const CLIENT_INFO_META_KEY: &str = "io.modelcontextprotocol/clientInfo";
/// `_meta` key of a request: the client's [`ClientCapabilities`](super::ClientCapabilities).
/// Required since 2026-07-28 (SEP-2575).
pub const CLIENT_CAPABILITIES_META_KEY: &str = "io.modelcontextprotocol/clientCapabilities";
/// `_meta` key of a request: the least severe [`LoggingLevel`](super::LoggingLevel) the client
/// wants to hear of while it runs; absent = none. Since 2026-07-28 (SEP-2575).
pub const LOG_LEVEL_META_KEY: &str = "io.modelcontextprotocol/logLevel";
/// `_meta` key of a result: the server's [`Implementation`](super::Implementation). Since
/// 2026-07-28 (SEP-2575).
pub const SERVER_INFO_META_KEY: &str = "io.modelcontextprotocol/serverInfo";
/// `_meta` key of what belongs to a subscription: the [`RequestId`] of the `subscriptions/listen`
/// request that opened it. Since 2026-07-28 (SEP-2575).
pub const SUBSCRIPTION_ID_META_KEY: &str = "io.modelcontextprotocol/subscriptionId";
/// `_meta` key of a request: the [`ProgressToken`] under which its progress may be reported.
pub const PROGRESS_TOKEN_META_KEY: &str = "progressToken";
/// `_meta` key of the W3C trace context's `traceparent` (SEP-414, 2026-07-28).
pub const TRACEPARENT_META_KEY: &str = "traceparent";
/// `_meta` key of the W3C trace context's `tracestate` (SEP-414, 2026-07-28).
pub const TRACESTATE_META_KEY: &str = "tracestate";
/// `_meta` key of the W3C `baggage` (SEP-414, 2026-07-28).
pub const BAGGAGE_META_KEY: &str = "baggage";

/// `resultType` of a finished result; what an absent one means. Since 2026-07-28 (SEP-2322).
pub const RESULT_TYPE_COMPLETE: &str = "complete";
/// `resultType` of an [`InputRequiredResult`](super::InputRequiredResult). Since 2026-07-28
/// (SEP-2322).
pub const RESULT_TYPE_INPUT_REQUIRED: &str = "input_required";

/// What both identifiers are: a whole number or a text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Repr {
    Number(i128),
    Text(String),
}

/// A text that is neither a whole number within 128 bits nor a JSON string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identifier is a whole number or a string")]
#[non_exhaustive]
pub struct InvalidIdentifier;

impl Repr {
    fn from_json(text: &str) -> Result<Self, InvalidIdentifier> {
        if text.starts_with('"') {
            return serde_json::from_str(text)
                .map(Self::Text)
                .map_err(|_| InvalidIdentifier);
        }
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || (digits.starts_with('0') && digits.len() > 1) {
            return Err(InvalidIdentifier);
        }
        text.parse().map(Self::Number).map_err(|_| InvalidIdentifier)
    }
}

struct ReprVisitor;

impl<'de> Visitor<'de> for ReprVisitor {
    type Value = Repr;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number or a string")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Repr, E> {
        Ok(Repr::Number(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Repr, E> {
        Ok(Repr::Number(number.into()))
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<Repr, E> {
        Ok(Repr::Number(number))
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<Repr, E> {
        i128::try_from(number)
            .map(Repr::Number)
            .map_err(|_| E::invalid_value(Unexpected::Other("too large a number"), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Repr, E> {
        Ok(Repr::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Repr, E> {
        Ok(Repr::Text(text))
    }

    // How serde_json hands over a number where some crate turned on `arbitrary_precision`.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Repr, A::Error> {
        let number = serde_json::Number::deserialize(MapAccessDeserializer::new(map))?;
        Repr::from_json(&number.to_string()).map_err(|_| A::Error::invalid_type(Unexpected::Other("a fraction"), &self))
    }
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// A number and the text of its digits are different. Whole numbers are kept exactly:
        /// through serde those of 64 bits (larger ones are refused, not rounded), through
        /// [`from_json`](Self::from_json) those of 128 bits. Fractions, booleans and `null` are
        /// refused.
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Repr);

        impl $name {
            /// Reads the JSON text of an identifier, without white space around it.
            pub fn from_json(text: &str) -> Result<Self, InvalidIdentifier> {
                Repr::from_json(text).map(Self)
            }

            /// The number, if it is one that fits.
            pub fn as_i64(&self) -> Option<i64> {
                self.as_i128().and_then(|number| number.try_into().ok())
            }

            /// The number, if it is one.
            pub fn as_i128(&self) -> Option<i128> {
                match &self.0 {
                    Repr::Number(number) => Some(*number),
                    Repr::Text(_) => None,
                }
            }

            /// The text, if it is one.
            pub fn as_str(&self) -> Option<&str> {
                match &self.0 {
                    Repr::Number(_) => None,
                    Repr::Text(text) => Some(text),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                match &self.0 {
                    Repr::Number(number) => number.fmt(formatter),
                    Repr::Text(text) => text.fmt(formatter),
                }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                match &self.0 {
                    Repr::Number(number) => write!(formatter, "{number}"),
                    Repr::Text(text) => write!(formatter, "{text:?}"),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match &self.0 {
                    Repr::Text(text) => serializer.serialize_str(text),
                    Repr::Number(number) => {
                        if let Ok(number) = i64::try_from(*number) {
                            serializer.serialize_i64(number)
                        } else if let Ok(number) = u64::try_from(*number) {
                            serializer.serialize_u64(number)
                        } else {
                            serializer.serialize_i128(*number)
                        }
                    }
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(ReprVisitor).map(Self)
            }
        }

        identifier!(@from $name: i32 u32 i64 u64 i128);

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(Repr::Text(text.to_owned()))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(Repr::Text(text))
            }
        }
    };
    (@from $name:ident: $($number:ty)*) => {
        $(impl From<$number> for $name {
            fn from(number: $number) -> Self {
                Self(Repr::Number(number.into()))
            }
        })*
    };
}

identifier! {
    /// What ties a response to its request: chosen by the requester, unique among its open
    /// requests.
    RequestId
}

identifier! {
    /// What ties progress notifications to the request that asked for them, in its `_meta`
    /// (`basic/utilities/progress`).
    ProgressToken
}

impl From<RequestId> for ProgressToken {
    fn from(id: RequestId) -> Self {
        Self(id.0)
    }
}
