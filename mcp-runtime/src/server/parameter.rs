//! One parameter of a handler: what is declared of it, and its schema.

use super::argument::{Origin, Source};
use super::promises::Promises;
use crate::schema::{Lengthed, Patterned, Ranged};
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;
use std::ops::RangeBounds;

/// One parameter of a handler: its name, its source, and what is promised about it. Macros build it once, when the
/// server is built; a call only reads it.
#[derive(Debug)]
pub struct Parameter<T> {
    pub(super) name: &'static str,
    pub(super) source: Source<T>,
    pub(super) promises: Promises<T>,
    keywords: Vec<(&'static str, Value)>,
    /// Its members stand beside the other arguments: their names.
    pub(super) flat: Option<Vec<String>>,
}

impl<T> Parameter<T> {
    /// A parameter of this name on the wire.
    pub fn new(name: &'static str, source: Source<T>) -> Self {
        Parameter {
            name,
            source,
            promises: Promises::new(name),
            keywords: Vec::new(),
            flat: None,
        }
    }

    /// Its members stand beside the other arguments instead of inside one of their own.
    #[must_use]
    pub fn flatten(mut self) -> Self {
        let members = match self.source.0 {
            Origin::Model { schema, .. } => schema.whole().get("properties").and_then(Value::as_object).cloned(),
            _ => None,
        };
        match members {
            Some(members) => self.flat = Some(members.keys().cloned().collect()),
            None => self
                .promises
                .faults
                .push(format!("`{}` is no struct, so it cannot be flattened", self.name)),
        }
        self
    }

    /// The name the model uses; none for what the server gives, and for what is flattened.
    pub fn wire_name(&self) -> &'static str {
        match self.source.0 {
            Origin::Model { .. } if self.flat.is_none() => self.name,
            _ => "",
        }
    }

    /// A keyword of its schema: `description`, `title`, `examples`, `x-mcp-header`.
    #[must_use]
    pub fn keyword(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.keywords.push((key, value.into()));
        self
    }

    /// The value when the model sends none. `json` is the same for the schema, where it can be said.
    #[must_use]
    pub fn default(mut self, default: fn() -> T, json: impl FnOnce(T) -> Option<Value>) -> Self {
        let value = self.promises.set_default(default);
        if let Some(value) = json(value) {
            self.keywords.push(("default", value));
        }
        self
    }

    /// A number within bounds.
    #[must_use]
    pub fn range(mut self, range: impl RangeBounds<T::Number>) -> Self
    where
        T: Ranged,
    {
        self.promises.range(&range);
        self
    }

    /// Text or a list of a bounded length.
    #[must_use]
    pub fn length(mut self, range: impl RangeBounds<usize>) -> Self
    where
        T: Lengthed,
    {
        self.promises.length(&range);
        self
    }

    /// Text that matches a pattern.
    #[must_use]
    pub fn pattern(mut self, pattern: &'static str) -> Self
    where
        T: Patterned,
    {
        self.promises.pattern(pattern);
        self
    }

    /// The schema as the model sees it, without the `null` that an optional argument would also take: leaving it out
    /// says the same in fewer words.
    pub(super) fn schema(&self, generator: &mut SchemaGenerator) -> Option<Value> {
        let Origin::Model { schema, .. } = self.source.0 else {
            return None;
        };
        let mut schema = without_null(schema.make(generator));
        for constraint in &self.promises.constraints {
            constraint.apply(&mut schema);
        }
        for (key, value) in &self.keywords {
            schema.insert((*key).to_owned(), value.clone());
        }
        Some(schema.to_value())
    }

    /// The same for the words of a refusal, which say what is expected without a reference to look up.
    pub(super) fn whole(&self) -> Value {
        let Origin::Model { schema, .. } = self.source.0 else {
            return Value::Null;
        };
        let mut schema = without_null(Schema::try_from(schema.whole()).unwrap_or_default());
        for constraint in &self.promises.constraints {
            constraint.apply(&mut schema);
        }
        if let Some((key, examples)) = self.keywords.iter().find(|(key, _)| *key == "examples") {
            schema.insert((*key).to_owned(), examples.clone());
        }
        schema.to_value()
    }

    /// Whether what the model sends for it can be read at all: the keys of a map are text.
    pub(super) fn has_text_keys(&self) -> bool {
        match self.source.0 {
            Origin::Model { keys, .. } => keys(),
            _ => true,
        }
    }

    pub(super) fn is_required(&self) -> bool {
        match self.source.0 {
            Origin::Model { absent, .. } => self.promises.default.is_none() && absent().is_none(),
            _ => false,
        }
    }
}

fn without_null(schema: Schema) -> Schema {
    if ["enum", "anyOf"].iter().all(|key| schema.get(*key).is_none())
        && schema.get("type").is_some_and(Value::is_string)
    {
        return schema;
    }
    let mut value = schema.to_value();
    if let Some(Value::Array(kinds)) = value.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = kinds.as_slice() {
            value["type"] = kind.clone();
        }
    }
    if let Some(Value::Array(values)) = value.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(options)) = value.get_mut("anyOf") {
        options.retain(|option| option.get("type").and_then(Value::as_str) != Some("null"));
        if let [option] = options.as_slice() {
            let option = option.clone();
            if let (Some(object), Value::Object(option)) = (value.as_object_mut(), option) {
                object.remove("anyOf");
                object.extend(option);
            }
        }
    }
    Schema::try_from(value).unwrap_or_default()
}
