//! The schema of a form, whose properties have an order: a [`JsonObject`] sorts its members, and who fills in a form
//! reads it from top to bottom.

use super::JsonObject;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashSet;
use std::fmt;

/// The members of these names first, in this order, then the others.
pub(super) fn in_order<'a>(
    object: &'a JsonObject,
    order: &'a [String],
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    // A name that stands twice is written once. They may come from outside, and be many.
    let mut known = HashSet::new();
    let first: Vec<_> = order
        .iter()
        .filter(|name| known.insert(*name))
        .filter_map(|name| object.get_key_value(name))
        .collect();
    let others = object.iter().filter(move |(name, _)| !known.contains(name));
    first.into_iter().chain(others)
}

/// Writes a schema with its properties in order.
pub(super) struct InOrder<'a>(pub(super) &'a JsonObject, pub(super) &'a [String]);

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let InOrder(object, order) = *self;
        if order.is_empty() {
            return object.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(object.len()))?;
        let first = ["$schema", "type", "properties"].map(String::from);
        for (key, value) in in_order(object, &first) {
            match value {
                Value::Object(properties) if key == "properties" => {
                    map.serialize_entry(key, &Members(properties, order))
                }
                value => map.serialize_entry(key, value),
            }?;
        }
        map.end()
    }
}

struct Members<'a>(&'a JsonObject, &'a [String]);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(in_order(self.0, self.1))
    }
}

/// An object, and the order of a form's properties in it.
#[derive(Default)]
pub(super) struct Ordered {
    pub(super) object: JsonObject,
    pub(super) order: Vec<String>,
}

/// The schema of a form.
pub(super) struct FormSchema(pub(super) Ordered);

impl<'de> Deserialize<'de> for FormSchema {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        At(&["properties"]).deserialize(deserializer).map(FormSchema)
    }
}

/// The parameters of some request, which may be a form's.
#[derive(Default)]
pub(super) struct AnyParams(pub(super) Ordered);

impl<'de> Deserialize<'de> for AnyParams {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        At(&["requestedSchema", "properties"])
            .deserialize(deserializer)
            .map(AnyParams)
    }
}

/// An object, whose members are in order themselves or in the member that this path leads to.
struct At(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for At {
    type Value = Ordered;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Ordered, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for At {
    type Value = Ordered;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0.len() {
            0 => "the properties of a form",
            1 => "the schema of a form",
            _ => "parameters",
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
        let mut read = Ordered::default();
        while let Some(key) = map.next_key::<String>()? {
            let value = match self.0.split_first() {
                Some((member, rest)) if key == *member => {
                    let inner = map.next_value_seed(At(rest))?;
                    read.order = inner.order;
                    Value::Object(inner.object)
                }
                Some(_) => map.next_value()?,
                None => {
                    if !read.object.contains_key(&key) {
                        read.order.push(key.clone());
                    }
                    map.next_value()?
                }
            };
            read.object.insert(key, value);
        }
        Ok(read)
    }
}
