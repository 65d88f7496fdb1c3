//! A schema as the few things that are compared: its alternatives, each with what it says of every kind of value.

use super::Kinds;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// References and alternatives inside each other beyond this are not looked into.
const DEEPEST: usize = 32;

/// Schemas and members of them that are looked at for one comparison; beyond that, nothing is known.
const MOST: usize = 200_000;

/// Alternatives of one schema; beyond that, nothing is known of it.
const MOST_ALTERNATIVES: usize = 64;

/// What one alternative of a schema says.
#[derive(Clone, Debug)]
pub(super) struct Shape<'s> {
    pub(super) kinds: Kinds,
    /// The values that there are, where they are listed.
    pub(super) values: Option<Vec<&'s Value>>,
    /// The members of an object, each with all schemas that it fits.
    pub(super) members: BTreeMap<&'s str, Vec<&'s Value>>,
    pub(super) required: BTreeSet<&'s str>,
    pub(super) others: Others<'s>,
    /// The first items of an array, one by one.
    pub(super) prefix: &'s [Value],
    /// The other items.
    pub(super) items: Vec<&'s Value>,
}

/// The members of an object that are not listed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Others<'s> {
    Unsaid,
    None,
    /// Any, or it cannot be told.
    Any,
    Of(&'s Value),
}

impl<'s> Shape<'s> {
    fn new(kinds: Kinds, others: Others<'s>) -> Self {
        Shape {
            kinds,
            values: None,
            members: BTreeMap::new(),
            required: BTreeSet::new(),
            others,
            prefix: &[],
            items: Vec::new(),
        }
    }

    /// Of a schema that says nothing, or nothing that is understood.
    fn unknown() -> Self {
        Shape::new(Kinds::ALL, Others::Any)
    }

    /// Whether nothing is known of its values, but that they may not be null.
    pub(super) fn is_anything(&self) -> bool {
        self.kinds.or(Kinds::NULL) == Kinds::ALL && self.values.is_none()
    }

    /// Whether this value is among those that are listed, if they are.
    pub(super) fn lists(&self, value: &Value) -> bool {
        self.values
            .as_ref()
            .is_none_or(|values| values.iter().any(|listed| is_same(listed, value)))
    }

    /// What the item at this place fits.
    pub(super) fn item(&self, index: usize) -> Vec<&'s Value> {
        match self.prefix.get(index) {
            Some(schema) => vec![schema],
            None => self.items.clone(),
        }
    }

    /// What the keywords of a schema itself say.
    fn of(object: &'s Map<String, Value>) -> Self {
        let list = |key: &str| object.get(key).and_then(Value::as_array).map(Vec::as_slice);
        let kinds = match object.get("type") {
            Some(Value::String(kind)) => Kinds::named(kind),
            Some(Value::Array(kinds)) => kinds
                .iter()
                .map(|kind| kind.as_str().map_or(Kinds::ALL, Kinds::named))
                .fold(Kinds::NONE, Kinds::or),
            _ => Kinds::ALL,
        };
        let mut shape = Shape::new(kinds, Others::Unsaid);
        let listed = list("enum").map(|values| values.iter().collect());
        shape.values = object.get("const").map(|value| vec![value]).or(listed);
        if let Some(values) = &shape.values {
            let named = values
                .iter()
                .fold(Kinds::NONE, |kinds, value| kinds.or(Kinds::of(value)));
            shape.kinds = shape.kinds.and(named);
        }
        if let Some(members) = object.get("properties").and_then(Value::as_object) {
            shape.members = members
                .iter()
                .map(|(name, schema)| (name.as_str(), vec![schema]))
                .collect();
        }
        shape.required = list("required")
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        // What else may add members, or take them.
        const MORE: [&str; 6] = [
            "patternProperties",
            "unevaluatedProperties",
            "dependentSchemas",
            "if",
            "$dynamicRef",
            "$recursiveRef",
        ];
        shape.others = match object.get("additionalProperties") {
            _ if MORE.iter().any(|key| object.contains_key(*key)) => Others::Any,
            Some(Value::Bool(false)) => Others::None,
            Some(Value::Bool(true)) => Others::Any,
            Some(schema) => Others::Of(schema),
            None => Others::Unsaid,
        };
        // Before 2020-12 the first items were in `items`.
        shape.prefix = list("prefixItems").or(list("items")).unwrap_or_default();
        shape.items = object
            .get("items")
            .filter(|items| !items.is_array())
            .into_iter()
            .collect();
        shape
    }

    /// What fits both; `None` where nothing does.
    fn both(&self, other: &Shape<'s>) -> Option<Shape<'s>> {
        let mut both = self.clone();
        both.kinds = self.kinds.and(other.kinds);
        both.values = match (&self.values, &other.values) {
            (Some(one), Some(_)) => Some(one.iter().copied().filter(|value| other.lists(value)).collect()),
            (one, two) => one.clone().or_else(|| two.clone()),
        };
        if let Some(values) = &mut both.values {
            values.retain(|value| both.kinds.has(Kinds::of(value)));
            both.kinds = values
                .iter()
                .fold(Kinds::NONE, |kinds, value| kinds.or(Kinds::of(value)));
        }
        for (name, schemas) in &other.members {
            both.members.entry(name).or_default().extend(schemas);
        }
        both.required.extend(&other.required);
        both.others = match (self.others, other.others) {
            (Others::None, _) | (_, Others::None) => Others::None,
            (Others::Any, _) | (_, Others::Any) => Others::Any,
            (Others::Of(schema), _) | (_, Others::Of(schema)) => Others::Of(schema),
            _ => Others::Unsaid,
        };
        if both.prefix.is_empty() {
            both.prefix = other.prefix;
        }
        both.items.extend(&other.items);
        (both.kinds != Kinds::NONE).then_some(both)
    }
}

/// Whether two values are one: 1 and 1.0 are.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}

/// Reads the schemas of one document.
pub(super) struct Reader<'s> {
    root: &'s Value,
    left: usize,
}

impl<'s> Reader<'s> {
    pub(super) fn new(root: &'s Value) -> Self {
        Reader { root, left: MOST }
    }

    /// The alternatives of what fits all these schemas; none where nothing does.
    pub(super) fn shapes(&mut self, schemas: &[&'s Value]) -> Vec<Shape<'s>> {
        let mut all = vec![Shape::new(Kinds::ALL, Others::Unsaid)];
        for schema in schemas {
            let these = self.of(schema, 0);
            all = self.product(&all, &these);
        }
        all
    }

    fn of(&mut self, schema: &'s Value, depth: usize) -> Vec<Shape<'s>> {
        let object = match schema {
            Value::Bool(false) => return Vec::new(),
            Value::Object(object) if depth < DEEPEST && self.left > 0 && !object.contains_key("not") => object,
            _ => return vec![Shape::unknown()],
        };
        // What it says is looked at once for each time that it is meant.
        let size = |key: &str| match object.get(key) {
            Some(Value::Array(list)) => list.len(),
            Some(Value::Object(members)) => members.len(),
            _ => 0,
        };
        let cost = 1 + size("properties") + size("required") + size("enum");
        let Some(left) = self.left.checked_sub(cost) else {
            self.left = 0;
            return vec![Shape::unknown()];
        };
        self.left = left;
        let mut all = vec![Shape::of(object)];
        // Of OpenAPI, and of what was made for it.
        if object.get("nullable") == Some(&Value::Bool(true)) {
            all.push(Shape::new(Kinds::NULL, Others::Unsaid));
        }
        if let Some(reference) = object.get("$ref") {
            let target = reference
                .as_str()
                .and_then(|path| path.strip_prefix('#'))
                .and_then(|path| self.root.pointer(path));
            let target = match target {
                Some(target) => self.of(target, depth + 1),
                None => vec![Shape::unknown()],
            };
            all = self.product(&all, &target);
        }
        let list = |key: &str| {
            object
                .get(key)
                .and_then(Value::as_array)
                .filter(|list| !list.is_empty())
        };
        for part in list("allOf").into_iter().flatten() {
            let part = self.of(part, depth + 1);
            all = self.product(&all, &part);
        }
        for parts in [list("anyOf"), list("oneOf")].into_iter().flatten() {
            let mut either = Vec::new();
            for part in parts {
                either.extend(self.of(part, depth + 1));
                if either.len() > MOST_ALTERNATIVES {
                    either = vec![Shape::unknown()];
                    break;
                }
            }
            all = self.product(&all, &either);
        }
        all
    }

    /// Each of these with each of those.
    fn product(&mut self, these: &[Shape<'s>], those: &[Shape<'s>]) -> Vec<Shape<'s>> {
        let listed = |shape: &Shape<'_>| shape.values.as_ref().map_or(0, Vec::len);
        let cost = |one: &Shape<'_>, other: &Shape<'_>| {
            let said = |shape: &Shape<'_>| 1 + shape.members.len() + shape.required.len() + listed(shape);
            said(one)
                .saturating_add(said(other))
                .saturating_add(listed(one).saturating_mul(listed(other)))
        };
        let pairs = || these.iter().flat_map(|one| those.iter().map(move |other| (one, other)));
        let left = match these.len() * those.len() {
            ..=MOST_ALTERNATIVES => {
                let cost = pairs().fold(0, |all: usize, (one, other)| all.saturating_add(cost(one, other)));
                self.left.checked_sub(cost)
            }
            _ => None,
        };
        let Some(left) = left else {
            // What is too much once is too much each time.
            self.left /= 2;
            return vec![Shape::unknown()];
        };
        self.left = left;
        these
            .iter()
            .flat_map(|one| those.iter().filter_map(|other| one.both(other)))
            .collect()
    }
}
