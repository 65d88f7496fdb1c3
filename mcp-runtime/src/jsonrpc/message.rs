//! One JSON-RPC message, borrowed from the bytes it came in and parsed in one pass.

use super::{McpError, code};
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor, value::MapAccessDeserializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The parameters left as text.
pub(crate) type Raw<'a> = &'a RawValue;

/// A request, notification or response. `P` is what `params` is read as: a struct on the hot path, [`Raw`] elsewhere.
#[derive(Debug)]
pub(crate) struct Message<'a, P = Raw<'a>> {
    /// The id as it was written, checked to be a string or an integer.
    pub(crate) id: Option<Id<'a>>,
    pub(crate) method: Option<Cow<'a, str>>,
    pub(crate) params: Option<P>,
    pub(crate) result: Option<Raw<'a>>,
    pub(crate) error: Option<Raw<'a>>,
}

/// A request id: the very text the peer wrote, so that it is echoed without rounding or rewriting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id<'a>(&'a str);

impl<'a> Id<'a> {
    pub(crate) fn as_str(self) -> &'a str {
        self.0
    }

    pub(crate) fn as_bytes(self) -> &'a [u8] {
        self.0.as_bytes()
    }

    /// A string or an integer of any size; null, fractions, booleans and structures are not ids (JSON-RPC 2.0 §4,
    /// MCP basic/index "Requests").
    pub(crate) fn new(text: &'a str) -> Option<Self> {
        let integer = |text: &str| {
            let digits = text.strip_prefix('-').unwrap_or(text);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        // A string is parsed once more: the raw form may hold escapes that are no text, such as a lone surrogate.
        let string = |text: &str| {
            text.starts_with('"') && (!text.contains('\\') || serde_json::from_str::<Cow<'_, str>>(text).is_ok())
        };
        (integer(text) || string(text)).then_some(Id(text))
    }
}

impl<P> Message<'_, P> {
    /// One that says nothing.
    #[inline]
    pub(crate) fn empty() -> Self {
        Message {
            id: None,
            method: None,
            params: None,
            result: None,
            error: None,
        }
    }
}

impl<'a, P: Deserialize<'a>> Message<'a, P> {
    /// Reads one message.
    ///
    /// # Errors
    /// What to answer: −32700, −32600 or −32602, with the id where it can be read.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Malformed<'a>> {
        serde_json::from_str(text).map_err(|error| Malformed::diagnose(text, &error))
    }
}

impl<'de, P: Deserialize<'de>> Deserialize<'de> for Message<'de, P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MessageVisitor(PhantomData))
    }
}

struct MessageVisitor<P>(PhantomData<P>);

impl<'de, P: Deserialize<'de>> Visitor<'de> for MessageVisitor<P> {
    type Value = Message<'de, P>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON-RPC object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut message = Message::empty();
        let mut version = false;
        while let Some(key) = map.next_key::<Key>()? {
            let twice = match key {
                Key::Jsonrpc => {
                    let text: Cow<'_, str> = map.next_value::<BorrowedStr<'_>>()?.0;
                    if text != "2.0" {
                        return Err(A::Error::custom("jsonrpc must be \"2.0\""));
                    }
                    std::mem::replace(&mut version, true)
                }
                Key::Id => {
                    let raw: &RawValue = map.next_value()?;
                    let id = Id::new(raw.get()).ok_or_else(|| A::Error::custom("id must be a string or an integer"))?;
                    message.id.replace(id).is_some()
                }
                Key::Method => message.method.replace(map.next_value::<BorrowedStr<'_>>()?.0).is_some(),
                Key::Params => message.params.replace(map.next_value()?).is_some(),
                Key::Result => message.result.replace(map.next_value()?).is_some(),
                Key::Error => message.error.replace(map.next_value()?).is_some(),
                Key::Confusable => return Err(A::Error::custom("a member differs from JSON-RPC's only by case")),
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                    false
                }
            };
            if twice {
                return Err(A::Error::custom("a member appears twice"));
            }
        }
        if !version {
            return Err(A::Error::custom("jsonrpc must be \"2.0\""));
        }
        Ok(message)
    }
}

enum Key {
    Jsonrpc,
    Id,
    Method,
    Params,
    Result,
    Error,
    /// `Method`, `paramſ`: what some parsers would take for the real thing.
    Confusable,
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member name")
            }
            fn visit_str<E>(self, key: &str) -> Result<Key, E> {
                Ok(match key {
                    "jsonrpc" => Key::Jsonrpc,
                    "id" => Key::Id,
                    "method" => Key::Method,
                    "params" => Key::Params,
                    "result" => Key::Result,
                    "error" => Key::Error,
                    other => unknown(other),
                })
            }
        }
        #[cold]
        fn unknown(key: &str) -> Key {
            if key.len() > 16 {
                return Key::Other;
            }
            // U+017F folds to `s`, U+212A to `k`: `to_uppercase` sends both ways to one spelling.
            let folded: String = key
                .chars()
                .flat_map(char::to_uppercase)
                .flat_map(char::to_lowercase)
                .collect();
            match folded.as_str() {
                "jsonrpc" | "id" | "method" | "params" | "result" | "error" => Key::Confusable,
                _ => Key::Other,
            }
        }
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// A string borrowed where it can be and owned where it has escapes (serde's own `Cow` always owns).
#[derive(Debug)]
pub(crate) struct BorrowedStr<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for BorrowedStr<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StrVisitor;
        impl<'de> Visitor<'de> for StrVisitor {
            type Value = BorrowedStr<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(BorrowedStr(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(BorrowedStr(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(StrVisitor)
    }
}

/// JSON as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JsonText<'a>(&'a str);

impl<'a> JsonText<'a> {
    /// Text that is known to be JSON.
    pub(crate) fn new(text: &'a str) -> Self {
        JsonText(text)
    }

    pub(crate) fn get(self) -> &'a str {
        self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for JsonText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| JsonText(raw.get()))
    }
}

/// `T` from a JSON object only: a derived struct would also take an array, which `params` must not be.
#[derive(Debug, Default)]
pub(crate) struct MapOnly<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for MapOnly<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MapVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for MapVisitor<T> {
            type Value = MapOnly<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(MapOnly)
            }
        }
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }
}

/// A message that cannot be taken as it is: what to answer, and to which id.
#[derive(Debug)]
pub(crate) struct Malformed<'a> {
    pub(crate) error: McpError,
    /// `None` = answer with `"id": null`: none could be read.
    pub(crate) id: Option<Id<'a>>,
    /// It was a notification or a response, which is never answered.
    pub(crate) silent: bool,
}

/// Read leniently, to name the fault.
#[derive(serde::Deserialize)]
struct Lenient<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    method: Option<&'a RawValue>,
}

impl<'a> Malformed<'a> {
    #[cold]
    fn diagnose(text: &'a str, error: &serde_json::Error) -> Self {
        use serde_json::error::Category;
        let answer = |code, message: String, id| Malformed {
            error: McpError::new(code, message),
            id,
            silent: false,
        };
        if matches!(error.classify(), Category::Syntax | Category::Eof | Category::Io) {
            return answer(code::PARSE_ERROR, format!("Parse error: {error}"), None);
        }
        // The fault may lie before text that is no JSON at all: then it is a parse error all the same.
        if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
            return answer(code::PARSE_ERROR, format!("Parse error: {error}"), None);
        }
        if text.trim_start().starts_with('[') {
            let message = "Invalid Request: batches are not served, send one message at a time";
            return answer(code::INVALID_REQUEST, message.into(), None);
        }
        let lenient: Option<Lenient<'a>> = serde_json::from_str(text).ok();
        // Text with half a surrogate pair is as little text in the id as it is in the method.
        let written = lenient.as_ref().and_then(|lenient| lenient.id).map(RawValue::get);
        if let Some(written) = written.filter(|id| id.starts_with('"'))
            && let Err(error) = serde_json::from_str::<Cow<'_, str>>(written)
        {
            return answer(code::PARSE_ERROR, format!("Parse error: {error}"), None);
        }
        let id = written.and_then(Id::new);
        // With the parameters left unread it is a good request: then they are what is wrong.
        match serde_json::from_str::<Message<'a, &RawValue>>(text) {
            Ok(message) if message.method.is_some() => Malformed {
                error: McpError::invalid_params("Invalid request parameters: params do not fit the method"),
                silent: message.id.is_none(),
                id: message.id,
            },
            Ok(_) => answer(code::INVALID_REQUEST, "Invalid Request".into(), id),
            Err(error) => {
                // serde_json's message ends in the position; ours, before it, never holds what the peer sent.
                let fault = error.to_string();
                let known = ["jsonrpc must", "id must", "a member", "invalid type"];
                let shown = known.iter().any(|start| fault.starts_with(start)) && !fault.starts_with("invalid type: s");
                let detail = if shown {
                    format!("Invalid Request: {fault}")
                } else {
                    "Invalid Request".to_owned()
                };
                let has_method = lenient.is_some_and(|lenient| lenient.method.is_some());
                let mut malformed = answer(code::INVALID_REQUEST, detail, id);
                malformed.id = if has_method { id } else { None };
                malformed
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_their_text() {
        let table = [
            ("1", true),
            ("-1", true),
            ("9223372036854775808", true),
            ("123456789012345678901234567890", true),
            (r#""a""#, true),
            (r#""\u00e9""#, true),
            (r#""\ud800""#, false),
            ("null", false),
            ("1.5", false),
            ("1e3", false),
            ("true", false),
            ("{}", false),
            ("[]", false),
        ];
        for (text, accepted) in table {
            let raw = RawValue::from_string(text.to_owned()).expect("JSON");
            assert_eq!(Id::new(raw.get()).map(Id::as_str), accepted.then_some(text), "{text}");
        }
    }

    #[test]
    fn malformed_messages_name_the_code_and_the_id() {
        let table = [
            (r#"{"jsonrpc":"2.0","id":1,"method":"a""#, -32700, None),
            (r#"[{"jsonrpc":"2.0","id":1,"method":"a"}]"#, -32600, None),
            (r#"{"jsonrpc":"1.0","id":1,"method":"a"}"#, -32600, Some("1")),
            (r#"{"id":1,"method":"a"}"#, -32600, Some("1")),
            (r#"{"jsonrpc":"2.0","id":1.5,"method":"a"}"#, -32600, None),
            (r#"{"jsonrpc":"2.0","id":null,"method":"a"}"#, -32600, None),
            (r#"{"jsonrpc":"2.0","id":1,"method":"a","method":"b"}"#, -32600, None),
            (r#"{"jsonrpc":"2.0","id":1,"Method":"a"}"#, -32600, None),
            (
                r#"{"jsonrpc":"2.0","id":1,"method":"a","param\u017f":{}}"#,
                -32600,
                Some("1"),
            ),
            (
                r#"{"jsonrpc":"2.0","id":1,"method":"a","params":null}"#,
                -32602,
                Some("1"),
            ),
            (
                r#"{"jsonrpc":"2.0","id":1,"method":"a","params":[]}"#,
                -32602,
                Some("1"),
            ),
            (r#"{"jsonrpc":"2.0","id":"\ud800","method":"a"}"#, -32700, None),
            ("3", -32600, None),
            ("", -32700, None),
        ];
        for (text, code, id) in table {
            let malformed = Message::<MapOnly<serde_json::Map<String, serde_json::Value>>>::parse(text)
                .map(|message| message.method)
                .expect_err(text);
            assert_eq!(
                (malformed.error.code, malformed.id.map(Id::as_str)),
                (code, id),
                "{text}"
            );
        }
    }
}
