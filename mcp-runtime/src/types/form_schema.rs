//! The schema of a form, whose properties have an order: a [`JsonObject`] sorts its members, and who fills in a form
//! reads it from top to bottom.

use super::JsonObject;
use serde::de::{Deserializer, MapAccess, Visitor};
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

/// Reads a schema and the order of its properties.
pub(super) struct FormSchema {
    pub(super) object: JsonObject,
    pub(super) order: Vec<String>,
}

impl<'de> Deserialize<'de> for FormSchema {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Schema;

        impl<'de> Visitor<'de> for Schema {
            type Value = FormSchema;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the schema of a form")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FormSchema, A::Error> {
                let (mut object, mut order) = (JsonObject::new(), Vec::new());
                while let Some(key) = map.next_key::<String>()? {
                    let value = if key == "properties" {
                        let properties = map.next_value::<Properties>()?;
                        order = properties.order;
                        properties.value
                    } else {
                        map.next_value()?
                    };
                    object.insert(key, value);
                }
                Ok(FormSchema { object, order })
            }
        }

        deserializer.deserialize_map(Schema)
    }
}

/// The parameters of some request, with the order of a form's properties if it is one.
#[derive(Default)]
pub(super) struct AnyParams {
    pub(super) object: JsonObject,
    pub(super) order: Vec<String>,
}

impl<'de> Deserialize<'de> for AnyParams {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Params;

        impl<'de> Visitor<'de> for Params {
            type Value = AnyParams;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("parameters")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AnyParams, A::Error> {
                let mut params = AnyParams::default();
                while let Some(key) = map.next_key::<String>()? {
                    let value = if key == "requestedSchema" {
                        let schema = map.next_value::<FormSchema>()?;
                        params.order = schema.order;
                        Value::Object(schema.object)
                    } else {
                        map.next_value()?
                    };
                    params.object.insert(key, value);
                }
                Ok(params)
            }
        }

        deserializer.deserialize_map(Params)
    }
}

/// The properties of a form.
struct Properties {
    value: Value,
    order: Vec<String>,
}

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Properties;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the properties of a form")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties, A::Error> {
                let (mut object, mut order) = (JsonObject::new(), Vec::new());
                while let Some((name, property)) = map.next_entry::<String, Value>()? {
                    if object.insert(name.clone(), property).is_none() {
                        order.push(name);
                    }
                }
                Ok(Properties {
                    value: Value::Object(object),
                    order,
                })
            }
        }

        deserializer.deserialize_map(Members)
    }
}
