//! Serde helpers shared by the message types.

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serializer};
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;

/// Reads an optional member whose absence and whose `null` both mean the default value.
pub(super) fn nullable<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a member in which `null` is a value: present always gives `Some`.
pub(super) fn present<'de, D>(deserializer: D) -> Result<Option<Value>, D::Error>
where
    D: Deserializer<'de>,
{
    Value::deserialize(deserializer).map(Some)
}

/// Whether a flag is off, and so need not be written.
#[allow(clippy::trivially_copy_pass_by_ref)] // the signature serde calls
pub(super) fn is_false(flag: &bool) -> bool {
    !*flag
}

/// The largest magnitude below which every whole `f64` is exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Writes a JSON number: whole values without a fraction, as JavaScript peers do.
#[allow(clippy::trivially_copy_pass_by_ref)] // the signature serde calls
pub(super) fn number<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if !value.is_finite() {
        return Err(serde::ser::Error::custom("JSON has no number for a non-finite value"));
    }
    if value.fract() == 0.0 && value.abs() < EXACT {
        return serializer.serialize_i64(*value as i64);
    }
    serializer.serialize_f64(*value)
}

/// [`number`] for an optional member.
pub(super) fn opt_number<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => number(value, serializer),
        None => serializer.serialize_none(),
    }
}

/// Reads a time to live: any number, negative ones as zero, fractions cut off.
pub(super) fn ttl<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let Some(number) = Option::<serde_json::Number>::deserialize(deserializer)? else {
        return Ok(None);
    };
    // A float-to-integer cast saturates: below zero gives zero, NaN cannot be written in JSON.
    Ok(number.as_u64().or_else(|| number.as_f64().map(|float| float as u64)))
}

/// A type whose form on the wire is chosen by one string member.
pub(super) trait Tagged<'de>: Sized {
    /// The values the member can have.
    type Kind: Deserialize<'de>;
    /// The name of the member.
    const TAG: &'static str;
    /// What the type is, for error messages.
    const EXPECTING: &'static str;

    /// Reads the rest of the object, the tag being known.
    fn read<D: Deserializer<'de>>(kind: Self::Kind, rest: D) -> Result<Self, D::Error>;
}

/// Reads a [`Tagged`] type: in one pass when the tag comes first, as nearly every peer writes it,
/// and over a buffered object when it does not.
pub(super) fn tagged<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Tagged<'de>,
    T::Kind: for<'any> Deserialize<'any>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_map(TaggedVisitor(PhantomData))
}

struct TaggedVisitor<T>(PhantomData<T>);

impl<'de, T> Visitor<'de> for TaggedVisitor<T>
where
    T: Tagged<'de>,
    T::Kind: for<'any> Deserialize<'any>,
{
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::EXPECTING)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut before = serde_json::Map::new();
        loop {
            match map.next_key_seed(KeySeed(T::TAG))? {
                None => return Err(Error::missing_field(T::TAG)),
                Some(None) => break,
                Some(Some(key)) => {
                    before.insert(key, map.next_value()?);
                }
            }
        }
        let kind = map.next_value::<T::Kind>()?;
        if before.is_empty() {
            return T::read(kind, MapAccessDeserializer::new(map));
        }
        while let Some((key, value)) = map.next_entry()? {
            before.insert(key, value);
        }
        T::read(kind, Buffered(before)).map_err(Error::custom)
    }
}

/// A buffered object as a deserializer of any lifetime.
struct Buffered(serde_json::Map<String, Value>);

impl<'de> Deserializer<'de> for Buffered {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        Value::Object(self.0).deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

/// Reads a key: `None` if it is the one looked for, its text otherwise.
struct KeySeed(&'static str);

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Option<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a member name")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok((key != self.0).then(|| key.to_owned()))
    }
}
