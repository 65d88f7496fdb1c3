//! The output schema of a tool that returns data.

use super::{ObjectSchema, SchemaOf, generator, resolve};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The schema of the data itself when it is an object, else of `{"result": …}` around it: revisions before 2026-07-28
/// know objects only.
#[derive(Debug)]
pub(crate) struct OutputSchema {
    pub(crate) text: String,
    pub(crate) wrapped: bool,
}

impl OutputSchema {
    /// `None` for `()`, which has no value to speak of.
    pub(crate) fn new(schema: SchemaOf) -> Option<Self> {
        let (inner, definitions) = made(schema);
        let mut root = inner.clone();
        resolve(&mut root, &definitions);
        match Shape::of(&root) {
            Shape::Nothing => None,
            Shape::Object => {
                let mut object = root.as_object().cloned().unwrap_or_default();
                object.remove("title");
                let used = reachable(&definitions, &root.to_string());
                if !used.is_empty() {
                    object.insert("$defs".into(), Value::Object(used));
                }
                Some(OutputSchema {
                    text: Value::Object(object).to_string(),
                    wrapped: false,
                })
            }
            Shape::Other => {
                let mut object = ObjectSchema::default();
                object.property("result", &inner, true);
                Some(OutputSchema {
                    text: object.finish(&definitions),
                    wrapped: true,
                })
            }
        }
    }
}

/// A schema, and the definitions that it refers to.
fn made(schema: SchemaOf) -> (Value, Map<String, Value>) {
    let mut generator = generator();
    let value = schema.make(&mut generator).to_value();
    (value, generator.take_definitions(true))
}

/// What a schema says of its values as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Nothing,
    Object,
    Other,
}

impl Shape {
    fn of(root: &Value) -> Self {
        match root.get("type").and_then(Value::as_str) {
            Some("null") => Shape::Nothing,
            Some("object") => Shape::Object,
            _ => Shape::Other,
        }
    }

    /// That of a type: a client asks with every result, so that it is found out once.
    fn known(schema: SchemaOf) -> Self {
        static KNOWN: Mutex<BTreeMap<usize, Shape>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        // A function's address is no identity, but functions that share one do the same.
        *known.entry(schema.make as usize).or_insert_with(|| {
            let (mut root, definitions) = made(schema);
            resolve(&mut root, &definitions);
            Shape::of(&root)
        })
    }
}

/// Whether values of this schema are wrapped in `{"result": …}`.
pub(crate) fn wraps(schema: SchemaOf) -> bool {
    Shape::known(schema) == Shape::Other
}

/// Whether values of this schema are null and nothing else: there is nothing to read.
pub(crate) fn is_nothing(schema: SchemaOf) -> bool {
    Shape::known(schema) == Shape::Nothing
}

/// The definitions that `text` refers to, and those that they refer to.
fn reachable(definitions: &Map<String, Value>, text: &str) -> Map<String, Value> {
    let mut used = Map::new();
    let mut texts = vec![text.to_owned()];
    while let Some(text) = texts.pop() {
        for (name, definition) in definitions {
            if !used.contains_key(name) && text.contains(&format!("\"#/$defs/{name}\"")) {
                used.insert(name.clone(), definition.clone());
                texts.push(definition.to_string());
            }
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(schemars::JsonSchema)]
    #[allow(dead_code)]
    struct Forecast {
        city: String,
        days: Vec<Day>,
    }

    #[derive(schemars::JsonSchema)]
    #[allow(dead_code)]
    struct Day {
        rain: bool,
    }

    #[derive(schemars::JsonSchema)]
    #[allow(dead_code)]
    struct Node {
        next: Option<Box<Node>>,
    }

    fn of<T: schemars::JsonSchema>() -> Option<(Value, bool)> {
        let schema = OutputSchema::new(SchemaOf::of::<T>());
        let wrapped = schema.as_ref().is_some_and(|schema| schema.wrapped);
        assert_eq!(wraps(SchemaOf::of::<T>()), wrapped);
        let schema = schema?;
        Some((serde_json::from_str(&schema.text).expect("JSON"), schema.wrapped))
    }

    #[test]
    fn objects_stand_alone_and_the_rest_is_wrapped() {
        assert_eq!(of::<()>(), None);
        let wrapped = json!({
            "type": "object", "properties": { "result": { "type": "string" } },
            "required": ["result"], "additionalProperties": false,
        });
        assert_eq!(of::<String>(), Some((wrapped, true)));
        let (schema, wrapped) = of::<Forecast>().expect("an object");
        assert!(!wrapped);
        assert_eq!(schema["properties"]["days"]["items"], json!({ "$ref": "#/$defs/Day" }));
        assert_eq!(
            schema["$defs"]
                .as_object()
                .map(|defs| defs.keys().cloned().collect::<Vec<_>>()),
            Some(vec!["Day".into()])
        );
        let (schema, _) = of::<Node>().expect("an object");
        assert!(
            schema["$defs"]["Node"].is_object(),
            "a type that refers to itself keeps its definition: {schema}"
        );
    }
}
