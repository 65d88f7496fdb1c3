//! Whether the keys of a map can be read from what they are in JSON, text: the type is asked to read one, and tells what
//! it would read it as.

use serde::de::value::Error;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::cell::Cell;

/// Of a map, or a list of maps, or one that may be absent: `false` when its keys are lists, maps or structs.
pub(super) fn are_text<T: DeserializeOwned>() -> bool {
    let odd = Cell::new(false);
    // It always fails: nothing is there to be read.
    let _ = T::deserialize(Outer(&odd));
    !odd.get()
}

fn nothing() -> Error {
    Error::custom("nothing is here")
}

/// In place of the map.
struct Outer<'o>(&'o Cell<bool>);

impl<'de> Deserializer<'de> for Outer<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(nothing())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(self)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct struct enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for Outer<'_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        seed.deserialize(Outer(self.0)).map(Some)
    }
}

impl<'de> MapAccess<'de> for Outer<'_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        seed.deserialize(Key(self.0)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, _: S) -> Result<S::Value, Error> {
        Err(nothing())
    }
}

/// In place of a key.
struct Key<'o>(&'o Cell<bool>);

impl Key<'_> {
    fn odd<T>(self) -> Result<T, Error> {
        self.0.set(true);
        Err(nothing())
    }
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(nothing())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        self.odd()
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        self.odd()
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, _: V) -> Result<V::Value, Error> {
        self.odd()
    }

    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        self.odd()
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        self.odd()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct enum
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::are_text;
    use std::collections::{BTreeMap, HashMap};

    #[test]
    fn keys() {
        assert!(are_text::<String>());
        assert!(are_text::<HashMap<String, u8>>());
        assert!(are_text::<Option<HashMap<u32, u8>>>());
        assert!(are_text::<HashMap<Option<char>, u8>>());
        assert!(are_text::<serde_json::Value>());
        assert!(!are_text::<HashMap<(u8, u8), u8>>());
        assert!(!are_text::<Vec<BTreeMap<Vec<u8>, u8>>>());
        assert!(!are_text::<Option<BTreeMap<Box<[u8; 2]>, u8>>>());
    }
}
