//! Values as JSON on one line. One that is a string is written by our own escape, which looks at eight bytes where
//! `serde_json` looks at one; all else is serde_json's.

use super::escape;
use memchr::memchr2;
use serde::Serialize;
use serde::ser::{Error as _, Serializer};
use serde_json::ser::{Compound, Formatter};
use serde_json::{Error, Result};
use std::cell::Cell;
use std::io;

/// Appends a value, and says whether there is a `null` in it: serde_json writes one for a number that is not finite, too
/// ([`finite`](super::finite)).
///
/// # Errors
/// It cannot be written as JSON. What has been written of it stays.
#[inline]
pub(crate) fn write_value<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> Result<bool> {
    let start = out.len();
    let has_null = Cell::new(false);
    let mut place = Place {
        free: Some(&mut *out),
        json: None,
        has_null: &has_null,
    };
    value.serialize(MaybeString(&mut place))?;
    // Text that is JSON already is written as it stands. Outside of strings a line end is white space, inside there is none.
    let mut rest = out.get_mut(start..).unwrap_or_default();
    while let Some(found) = memchr2(b'\n', b'\r', rest) {
        rest = &mut rest[found..];
        rest[0] = b' ';
    }
    Ok(has_null.get())
}

type Json<'o> = serde_json::Serializer<&'o mut Vec<u8>, Noting<'o>>;

/// The compact form. What it notes costs nothing where there is no `null`.
struct Noting<'o>(&'o Cell<bool>);

impl Formatter for Noting<'_> {
    fn write_null<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.set(true);
        writer.write_all(b"null")
    }
}

/// Where a value is written to, by whoever is asked for it.
struct Place<'o> {
    free: Option<&'o mut Vec<u8>>,
    json: Option<Json<'o>>,
    has_null: &'o Cell<bool>,
}

/// Writes a string itself, and has serde_json write all else.
struct MaybeString<'p, 'o>(&'p mut Place<'o>);

impl<'p, 'o> MaybeString<'p, 'o> {
    #[inline]
    fn free(place: &mut Place<'o>) -> Result<&'o mut Vec<u8>> {
        // A serializer is used once.
        place.free.take().ok_or_else(|| Error::custom("written twice"))
    }

    #[inline]
    fn json(self) -> Result<&'p mut Json<'o>> {
        let out = Self::free(self.0)?;
        let noting = Noting(self.0.has_null);
        Ok(self.0.json.insert(Json::with_formatter(out, noting)))
    }
}

macro_rules! serde_jsons {
    ($($method:ident($($name:ident: $argument:ty),*) -> $ok:ty;)*) => {$(
        #[inline]
        fn $method(self, $($name: $argument),*) -> Result<$ok> {
            self.json()?.$method($($name),*)
        }
    )*};
}

impl<'p, 'o> Serializer for MaybeString<'p, 'o> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Compound<'p, &'o mut Vec<u8>, Noting<'o>>;
    type SerializeTuple = Self::SerializeSeq;
    type SerializeTupleStruct = Self::SerializeSeq;
    type SerializeTupleVariant = Self::SerializeSeq;
    type SerializeMap = Self::SerializeSeq;
    type SerializeStruct = Self::SerializeSeq;
    type SerializeStructVariant = Self::SerializeSeq;

    #[inline]
    fn serialize_str(self, text: &str) -> Result<()> {
        escape(Self::free(self.0)?, text);
        Ok(())
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<()> {
        self.json()?.serialize_newtype_variant(name, index, variant, value)
    }

    serde_jsons! {
        serialize_bool(value: bool) -> ();
        serialize_i8(value: i8) -> ();
        serialize_i16(value: i16) -> ();
        serialize_i32(value: i32) -> ();
        serialize_i64(value: i64) -> ();
        serialize_i128(value: i128) -> ();
        serialize_u8(value: u8) -> ();
        serialize_u16(value: u16) -> ();
        serialize_u32(value: u32) -> ();
        serialize_u64(value: u64) -> ();
        serialize_u128(value: u128) -> ();
        serialize_f32(value: f32) -> ();
        serialize_f64(value: f64) -> ();
        serialize_char(value: char) -> ();
        serialize_bytes(value: &[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(name: &'static str) -> ();
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str) -> ();
        serialize_seq(length: Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(length: usize) -> Self::SerializeTuple;
        serialize_tuple_struct(name: &'static str, length: usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, length: usize) -> Self::SerializeTupleVariant;
        serialize_map(length: Option<usize>) -> Self::SerializeMap;
        serialize_struct(name: &'static str, length: usize) -> Self::SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, length: usize) -> Self::SerializeStructVariant;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use serde_json::value::RawValue;
    use std::borrow::Cow;
    use std::collections::BTreeMap;

    #[derive(Serialize)]
    struct Named(String);

    #[derive(Serialize)]
    struct Unit;

    #[derive(Serialize)]
    struct Pair(u8, &'static str);

    #[derive(Serialize)]
    struct Fields {
        text: &'static str,
        more: Vec<Option<f64>>,
    }

    #[derive(Serialize)]
    enum Variant {
        Unit,
        New(&'static str),
        Tuple(u8, u8),
        Fields { text: &'static str },
    }

    fn written<T: Serialize + ?Sized>(value: &T) -> Result<String> {
        let mut out = b"before\n".to_vec();
        write_value(&mut out, value)?;
        let out = String::from_utf8(out).expect("UTF-8");
        Ok(out.strip_prefix("before\n").expect("what was there before").to_owned())
    }

    #[test]
    fn what_serde_json_writes() {
        #[track_caller]
        fn same<T: Serialize + ?Sized>(value: &T) {
            assert_eq!(
                written(value).expect("JSON"),
                serde_json::to_string(value).expect("JSON")
            );
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
        same(&(1_i8, 2_i16, 3_i32, 4_i64, 5_i128));
        same(&(1_u8, 2_u16, 3_u32, 4_u64, 5_u128));
        same(&1);
        same(&-1_i128);
        same(&1.5_f32);
        same(&f64::NAN);
        same(&true);
        same(&());
        same(&None::<String>);
        same(&["a\n"]);
        same(&("a", "b"));
        same(&Unit);
        same(&Pair(1, "b"));
        same(&json!({"a": "b\n"}));
        same(&BTreeMap::from([(1, "a")]));
        same(&Fields {
            text: "a",
            more: vec![None, Some(1.0)],
        });
        same(&Variant::New("a"));
        same(&Variant::Tuple(1, 2));
        same(&Variant::Fields { text: "a" });
        let raw: &RawValue = serde_json::from_str(r#"{"a": [1, "\n"]}"#).expect("JSON");
        same(raw);
        assert!(written(&BTreeMap::from([((1, 2), "a")])).is_err(), "as serde_json");
    }

    #[test]
    fn json_that_is_text_already_becomes_one_line() {
        let raw: &RawValue = serde_json::from_str("{\n  \"a\": [\r\n1, \"\\n\"]\n}").expect("JSON");
        assert_eq!(written(raw).expect("JSON"), "{   \"a\": [  1, \"\\n\"] }");
    }

    #[test]
    fn a_value_is_asked_once() {
        struct Counted(Cell<u8>);
        impl Serialize for Counted {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                self.0.set(self.0.get() + 1);
                serializer.collect_seq([self.0.get()])
            }
        }
        assert_eq!(written(&Counted(Cell::new(0))).expect("JSON"), "[1]");
    }
}
