//! Long JSON strings with escapes, read into the room they need: `serde_json` reads such a string into a buffer that
//! grows as it goes, and copies it from there.

use memchr::memchr;
use serde::Deserialize;
use serde::de::value::Error;
use serde::de::{self, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// Strings below this are serde_json's.
const LONG: usize = 256;

/// Reads a value from JSON that has been read whole before.
///
/// # Errors
/// As serde_json has it: the value is of another kind.
#[inline]
pub(crate) fn read_value<'a, T: Deserialize<'a>>(json: &'a str) -> serde_json::Result<T> {
    if json.len() >= LONG
        && let Some(text) = unescape(json)
        && let Ok(value) = T::deserialize(Text(text))
    {
        return Ok(value);
    }
    serde_json::from_str(json)
}

/// The text of a string with escapes; none of one without, of other values, and of text that is none (RFC 8259 §7).
fn unescape(json: &str) -> Option<String> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    let bytes = inner.as_bytes();
    let mut stop = memchr(b'\\', bytes)?;
    let mut text = String::with_capacity(bytes.len());
    let mut at = 0;
    loop {
        text.push_str(inner.get(at..stop)?);
        at = stop + 2;
        text.push(match bytes.get(stop + 1)? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            letter @ (b'"' | b'\\' | b'/') => char::from(*letter),
            b'u' => {
                let unit = unit(inner, at)?;
                at += 4;
                if (0xd800..0xdc00).contains(&unit) {
                    let pair = inner
                        .get(at..)?
                        .starts_with("\\u")
                        .then(|| self::unit(inner, at + 2))??;
                    at += 6;
                    char::decode_utf16([unit, pair]).next()?.ok()?
                } else {
                    char::from_u32(unit.into())?
                }
            }
            _ => return None,
        });
        let Some(next) = memchr(b'\\', bytes.get(at..)?) else {
            text.push_str(inner.get(at..)?);
            return Some(text);
        };
        stop = at + next;
    }
}

/// Four hexadecimal digits.
fn unit(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + 4)?;
    // A sign is no digit, though `from_str_radix` reads it.
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(())?;
    u16::from_str_radix(digits, 16).ok()
}

/// A string as serde_json gives one with escapes, but owned. Whoever wants something else is for serde_json.
struct Text(String);

#[cold]
fn no_string() -> Error {
    de::Error::custom("not read as a string")
}

macro_rules! refuse {
    ($($method:ident($($argument:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $(_: $argument,)* _: V) -> Result<V::Value, Error> {
            Err(no_string())
        }
    )*};
}

impl<'de> Deserializer<'de> for Text {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        // serde_json's own types want the text as it is written.
        if name.starts_with('$') {
            return Err(no_string());
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    refuse! {
        deserialize_bool() deserialize_bytes() deserialize_byte_buf()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f32() deserialize_f64()
        deserialize_unit() deserialize_unit_struct(&'static str)
        deserialize_seq() deserialize_tuple(usize) deserialize_tuple_struct(&'static str, usize)
        deserialize_map() deserialize_struct(&'static str, &'static [&'static str])
    }

    forward_to_deserialize_any! { char str string identifier ignored_any }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use serde::de::DeserializeOwned;
    use serde_json::Value;
    use serde_json::value::RawValue;
    use std::fmt::Debug;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Named(String);

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(i64),
        Text(String),
    }

    #[derive(Debug, PartialEq, Deserialize)]
    enum Variant {
        Unit,
    }

    /// Takes whatever comes, and asks for a number.
    #[derive(Debug, PartialEq)]
    struct Odd;

    impl<'de> Deserialize<'de> for Odd {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Any;
            impl Visitor<'_> for Any {
                type Value = Odd;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("anything")
                }
                fn visit_str<E>(self, _: &str) -> Result<Odd, E> {
                    Ok(Odd)
                }
            }
            deserializer.deserialize_u64(Any)
        }
    }

    #[track_caller]
    fn same<T: DeserializeOwned + Debug + PartialEq>(json: &str) {
        match (read_value::<T>(json), serde_json::from_str::<T>(json)) {
            (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{json}"),
            (Err(ours), Err(theirs)) => assert_eq!(ours.to_string(), theirs.to_string(), "{json}"),
            (ours, theirs) => panic!("{ours:?} but {theirs:?} of {json}"),
        }
    }

    #[test]
    fn whatever_it_is_read_as_serde_json_reads_the_same() {
        let long = "x".repeat(LONG);
        for json in [
            format!(r#""{long}\n\"\\\/\b\f\r\t""#),
            format!(r#""{long}\u00e9\uD834\uDD1E\u0000""#),
            format!(r#""{long}""#),
            format!("[\"{long}\\n\"]"),
            format!("{{\"{long}\\n\":1}}"),
            "\"short\\n\"".to_owned(),
            format!("{}1", " ".repeat(LONG)),
        ] {
            same::<String>(&json);
            same::<Option<String>>(&json);
            same::<Named>(&json);
            same::<Either>(&json);
            same::<Variant>(&json);
            same::<Odd>(&json);
            same::<(String, u8)>(&json);
            same::<Vec<u8>>(&json);
            same::<Value>(&json);
            same::<i64>(&json);
            same::<f64>(&json);
            same::<char>(&json);
            same::<Vec<String>>(&json);
            same::<()>(&json);
            let raw: Box<RawValue> = read_value(&json).expect("JSON");
            assert_eq!(raw.get(), json.trim());
        }
        assert_eq!(unescape(r#""a\nb""#).as_deref(), Some("a\nb"));
    }

    #[test]
    fn what_is_bent_is_read_as_serde_json_reads_it() {
        let mut random = Random::new(7);
        let parts = [
            r"\n", r"\", r"\u", r"\ud834", r"\udd1e", r"\u00e9", "語", "x", "1", "\"", r"\x", r"\u+041",
        ];
        for _ in 0..20_000 {
            let mut json = format!("\"{}", "x".repeat(LONG));
            for _ in 0..random.next() % 6 {
                json.push_str(parts[random.next() as usize % parts.len()]);
            }
            json.push('"');
            // What was read whole before has no quote in its middle.
            if serde_json::from_str::<&RawValue>(&json).is_ok() {
                same::<String>(&json);
            }
        }
    }
}
