//! JSON Schemas of arguments and results, made once when a server is built (JSON Schema 2020-12).

mod compare;
mod constraint;
mod describe;
mod distance;
mod matching;
mod near;
mod output;
mod pattern;
mod supported;
mod validate;

pub(crate) use compare::{Mismatch, Way, What, compare, shown};
pub(crate) use constraint::Constraint;
pub use constraint::{Lengthed, Patterned, Ranged};
pub(crate) use describe::{describe, describe_kind};
pub(crate) use near::nearest;
pub(crate) use output::{OutputSchema, is_nothing, wraps};
pub(crate) use supported::supported;
pub(crate) use validate::validate;

use crate::jsonrpc::{append, escape};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

/// Where the schema of a type comes from.
#[derive(Clone, Copy, Debug)]
pub struct SchemaOf {
    make: fn(&mut SchemaGenerator) -> Schema,
}

impl SchemaOf {
    /// The schema of `T`; a named type becomes a `$ref` into `$defs`.
    pub(crate) fn of<T: JsonSchema + ?Sized>() -> Self {
        SchemaOf {
            make: |generator| generator.subschema_for::<T>(),
        }
    }

    pub(crate) fn make(self, generator: &mut SchemaGenerator) -> Schema {
        (self.make)(generator)
    }

    /// The schema with everything it refers to inside it, for describing and for looking into.
    pub(crate) fn whole(self) -> Value {
        let mut generator = settings()
            .with(|settings| settings.inline_subschemas = true)
            .into_generator();
        let mut value = self.make(&mut generator).to_value();
        // A type that holds itself is referred to all the same.
        resolve(&mut value, &generator.take_definitions(true));
        value
    }
}

/// Puts the definition in the place of a `$ref` at the root.
fn resolve(value: &mut Value, definitions: &Map<String, Value>) {
    let target = value
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|path| path.strip_prefix("#/$defs/"));
    if let Some(found) = target.and_then(|name| definitions.get(name)) {
        *value = found.clone();
    }
}

fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.untagged_enum_variant_titles = false;
    })
}

pub(crate) fn generator() -> SchemaGenerator {
    settings().into_generator()
}

/// The same for what is sent: an `Option` is there as null unless serde leaves it out.
pub(crate) fn generator_out() -> SchemaGenerator {
    settings().for_serialize().into_generator()
}

/// An object schema written member by member, so that arguments keep the order they were declared in. A server starts
/// with all its schemas: they are written where they stay.
#[derive(Debug, Default)]
pub(crate) struct ObjectSchema {
    /// The properties, each after a comma.
    properties: Vec<u8>,
    names: Vec<String>,
    /// The names of those that are required, likewise.
    required: Vec<u8>,
}

impl ObjectSchema {
    /// Adds a property; `false` when there is one of that name already.
    pub(crate) fn property(&mut self, name: &str, schema: &Value, required: bool) -> bool {
        if self.names.iter().any(|known| known == name) {
            return false;
        }
        self.names.push(name.to_owned());
        self.properties.reserve(256);
        self.properties.push(b',');
        escape(&mut self.properties, name);
        self.properties.push(b':');
        append(&mut self.properties, schema);
        if required {
            self.required.push(b',');
            escape(&mut self.required, name);
        }
        true
    }

    /// The schema as JSON text: closed to unknown members, with `$defs` of what was referred to.
    pub(crate) fn finish(self, definitions: &Map<String, Value>) -> String {
        let mut schema = Vec::with_capacity(self.properties.len() + self.required.len() + 128);
        schema.extend_from_slice(br#"{"type":"object","properties":{"#);
        schema.extend_from_slice(self.properties.strip_prefix(b",").unwrap_or_default());
        schema.push(b'}');
        if let Some(required) = self.required.strip_prefix(b",") {
            schema.extend_from_slice(br#","required":["#);
            schema.extend_from_slice(required);
            schema.push(b']');
        }
        schema.extend_from_slice(br#","additionalProperties":false"#);
        if !definitions.is_empty() {
            schema.extend_from_slice(br#","$defs":"#);
            append(&mut schema, definitions);
        }
        schema.push(b'}');
        String::from_utf8(schema).unwrap_or_default()
    }
}
