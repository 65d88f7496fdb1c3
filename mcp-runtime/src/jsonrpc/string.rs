//! A value that is one string, written by our own escape, which looks at eight bytes where `serde_json` looks at one.

use super::escape;
use serde::Serialize;
use serde::ser::{self, Impossible};
use std::fmt;

/// Appends a value that serializes as a string, and says whether it is one; nothing is appended otherwise.
#[inline]
pub(crate) fn write_string<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> bool {
    let start = out.len();
    let written = value.serialize(OnlyString(&mut *out)).is_ok();
    if !written {
        out.truncate(start);
    }
    written
}

/// Takes what JSON has as a string, and refuses all else before it is looked into.
struct OnlyString<'a>(&'a mut Vec<u8>);

#[derive(Debug)]
struct NoString;

impl fmt::Display for NoString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a string")
    }
}

impl std::error::Error for NoString {}

impl ser::Error for NoString {
    fn custom<T: fmt::Display>(_: T) -> Self {
        NoString
    }
}

type Refused = Impossible<(), NoString>;

macro_rules! refuse {
    ($($method:ident($($argument:ty),*) -> $ok:ty;)*) => {$(
        #[inline]
        fn $method(self, $(_: $argument),*) -> Result<$ok, NoString> {
            Err(NoString)
        }
    )*};
}

impl ser::Serializer for OnlyString<'_> {
    type Ok = ();
    type Error = NoString;
    type SerializeSeq = Refused;
    type SerializeTuple = Refused;
    type SerializeTupleStruct = Refused;
    type SerializeTupleVariant = Refused;
    type SerializeMap = Refused;
    type SerializeStruct = Refused;
    type SerializeStructVariant = Refused;

    #[inline]
    fn serialize_str(self, text: &str) -> Result<(), NoString> {
        escape(self.0, text);
        Ok(())
    }

    fn serialize_char(self, letter: char) -> Result<(), NoString> {
        self.serialize_str(letter.encode_utf8(&mut [0; 4]))
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), NoString> {
        self.serialize_str(variant)
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NoString> {
        value.serialize(self)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), NoString> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), NoString> {
        Err(NoString)
    }

    refuse! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_i128(i128) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_u128(u128) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_seq(Option<usize>) -> Refused;
        serialize_tuple(usize) -> Refused;
        serialize_tuple_struct(&'static str, usize) -> Refused;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Refused;
        serialize_map(Option<usize>) -> Refused;
        serialize_struct(&'static str, usize) -> Refused;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Refused;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::borrow::Cow;

    #[derive(Serialize)]
    struct Named(String);

    #[derive(Serialize)]
    struct Fields {
        text: &'static str,
    }

    #[derive(Serialize)]
    enum Variant {
        Unit,
        New(&'static str),
        Tuple(u8, u8),
        Fields { text: &'static str },
    }

    /// Fails after it has been written.
    struct Late;

    impl Serialize for Late {
        fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str("late")?;
            Err(ser::Error::custom("late"))
        }
    }

    fn written<T: Serialize + ?Sized>(value: &T) -> Option<String> {
        let mut out = b"before".to_vec();
        let is_string = write_string(&mut out, value);
        let out = String::from_utf8(out).expect("UTF-8");
        let text = out.strip_prefix("before").expect("what was there before").to_owned();
        assert!(is_string || text.is_empty(), "{text}");
        is_string.then_some(text)
    }

    #[test]
    fn what_json_has_as_a_string_is_written_as_serde_json_writes_it() {
        fn same<T: Serialize + ?Sized>(value: &T) {
            let expected = serde_json::to_string(value).expect("JSON");
            assert_eq!(written(value).as_deref(), Some(&*expected));
        }
        same("a \"quoted\" line\n\u{1}");
        same(&String::from("語"));
        same(&Cow::Borrowed("cow"));
        same(&Some("some"));
        same(&Named("new".to_owned()));
        same(&Variant::Unit);
        same(&'"');
        same(&json!("value"));
        same(&format_args!("{}\t{}", 1, 2));
        same(&std::net::Ipv4Addr::LOCALHOST);
    }

    #[test]
    fn nothing_is_written_of_all_else() {
        fn refused<T: Serialize + ?Sized>(value: &T) {
            assert_eq!(written(value), None);
        }
        refused(&1);
        refused(&1.5);
        refused(&true);
        refused(&());
        refused(&None::<String>);
        refused(&["a"]);
        refused(&("a", "b"));
        refused(&json!({"a": "b"}));
        refused(&Fields { text: "a" });
        refused(&Variant::New("a"));
        refused(&Variant::Tuple(1, 2));
        refused(&Variant::Fields { text: "a" });
        refused(&serde_json::value::to_raw_value("raw").expect("JSON"));
        refused(&Late);
    }
}
