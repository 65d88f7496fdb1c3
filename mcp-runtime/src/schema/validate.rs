//! Checks a value against a schema that was not made from a type. What a keyword means is JSON Schema 2020-12's; those
//! that are not listed in [`Tool`](crate::Tool) are passed over, and nothing is ever fetched.

use super::matching::Patterns;
use super::{describe, describe_kind};
use serde_json::{Map, Value};
use std::fmt::{self, Write as _};

/// Schemas inside schemas beyond this are not looked into.
pub(super) const DEEPEST: usize = 64;

/// What it costs to look at a schema, where comparing two short texts costs 1. Work is bounded, as a schema that names
/// itself twice can double it with each step.
const VISIT: usize = 64;

/// Work that any value is worth, and what each part of it is worth beyond: its items, its members, 32 bytes of its text.
const LEAST: usize = 200_000 * VISIT;
const EACH: usize = 64 * VISIT;

/// Problems above which no further ones are looked for, and bytes of each.
const MOST_PROBLEMS: usize = 100;
const LONGEST_PROBLEM: usize = 4096;

/// # Errors
/// What does not fit, each with its path, and no value repeated; a problem is also that there is too much to do.
pub(crate) fn validate(schema: &Value, value: &Value) -> Result<(), Vec<String>> {
    let size = size(value);
    let mut check = Check {
        root: schema,
        left: size.saturating_mul(EACH).saturating_add(LEAST),
        trial: None,
        problems: Vec::new(),
        patterns: Patterns::of_value(size),
    };
    check.check(schema, value, &Path::Root, 0);
    let Check { left, mut problems, .. } = check;
    if left == 0 {
        problems.push("$: the schema takes too much work to check all of it".to_owned());
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The parts of a value.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => 1 + length(text),
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => {
            1 + members
                .iter()
                .map(|(name, member)| length(name) + size(member))
                .sum::<usize>()
        }
        _ => 1,
    }
}

/// What it costs to go through a text.
fn length(text: &str) -> usize {
    text.len() / 32
}

/// Where a value is.
enum Path<'p> {
    Root,
    Member(&'p Path<'p>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => f.write_str("$"),
            Path::Member(of, name) => {
                write!(f, "{of}.")?;
                name.chars().take(64).try_for_each(|char| f.write_char(char))
            }
            Path::Item(of, index) => write!(f, "{of}[{index}]"),
        }
    }
}

struct Check<'s> {
    root: &'s Value,
    /// The work that may still be done.
    left: usize,
    /// Inside an alternative: whether the value fits it so far, which is all that is asked.
    trial: Option<bool>,
    problems: Vec<String>,
    patterns: Patterns<'s>,
}

impl<'s> Check<'s> {
    /// Does this much work; whether there is any use in it.
    fn goes_on(&mut self, cost: usize) -> bool {
        self.left = self.left.saturating_sub(cost);
        self.left > 0 && self.trial.unwrap_or(self.problems.len() < MOST_PROBLEMS)
    }

    fn problem(&mut self, path: &Path<'_>, words: impl FnOnce() -> String) {
        match &mut self.trial {
            Some(fits) => *fits = false,
            None if self.left > 0 && self.problems.len() < MOST_PROBLEMS => {
                let mut problem = format!("{path}: {}", words());
                problem.truncate(problem.floor_char_boundary(LONGEST_PROBLEM));
                self.problems.push(problem);
            }
            None => {}
        }
    }

    fn unexpected(&mut self, path: &Path<'_>, schema: &Value) {
        self.problem(path, || format!("expected {}", describe(schema)));
    }

    fn fits(&mut self, schema: &'s Value, value: &Value, path: &Path<'_>, depth: usize) -> bool {
        let outer = self.trial.replace(true);
        self.check(schema, value, path, depth);
        let fits = self.trial == Some(true);
        self.trial = outer;
        fits
    }

    fn check(&mut self, schema: &'s Value, value: &Value, path: &Path<'_>, depth: usize) {
        if !self.goes_on(VISIT) {
            return;
        }
        let object = match schema {
            Value::Bool(true) => return,
            Value::Bool(false) => return self.problem(path, || "no value is allowed here".to_owned()),
            Value::Object(object) if depth < DEEPEST => object,
            _ => return,
        };
        let deeper = depth + 1;
        if let Some(target) = object
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|path| path.strip_prefix('#'))
            && self.goes_on(length(target))
            && let Some(target) = self.root.pointer(target)
        {
            self.check(target, value, path, deeper);
        }
        let kinds = object.get("type");
        if !self.goes_on(kinds.and_then(Value::as_array).map_or(0, Vec::len)) {
            return;
        }
        if !is_of_type(kinds, value) {
            return self.unexpected(path, schema);
        }
        let listed = object
            .get("enum")
            .and_then(Value::as_array)
            .is_none_or(|values| values.iter().any(|listed| self.is_same(listed, value)));
        let constant = object.get("const").is_none_or(|constant| self.is_same(constant, value));
        if !listed || !constant {
            return self.unexpected(path, schema);
        }
        match value {
            Value::Number(_) if !number(schema, value) => self.unexpected(path, schema),
            Value::String(text) => {
                let pattern = object.get("pattern").and_then(Value::as_str);
                if self.goes_on(length(text))
                    && (!within(schema, "minLength", "maxLength", text.chars().count())
                        || pattern.is_some_and(|pattern| !self.matches(pattern, text)))
                {
                    self.unexpected(path, schema);
                }
            }
            Value::Array(items) => {
                if !within(schema, "minItems", "maxItems", items.len()) {
                    self.unexpected(path, schema);
                }
                // Before 2020-12 the first ones stood in `items`, and the others in `additionalItems`.
                let (first, others) = match object.get("items") {
                    Some(Value::Array(first)) => (Some(first), object.get("additionalItems")),
                    others => (object.get("prefixItems").and_then(Value::as_array), others),
                };
                // Without a schema for the others, they are not looked at.
                let most = if others.is_some() {
                    usize::MAX
                } else {
                    first.map_or(0, Vec::len)
                };
                for (index, item) in items.iter().take(most).enumerate() {
                    if let Some(schema) = first.and_then(|first| first.get(index)).or(others) {
                        self.check(schema, item, &Path::Item(path, index), deeper);
                    }
                    if !self.goes_on(0) {
                        return;
                    }
                }
            }
            Value::Object(members) => self.members(object, members, path, deeper),
            _ => {}
        }
        self.combined(object, value, path, deeper);
    }

    fn members(&mut self, schema: &'s Map<String, Value>, members: &Map<String, Value>, path: &Path<'_>, depth: usize) {
        let properties = schema.get("properties").and_then(Value::as_object);
        for name in schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !self.goes_on(1 + length(name)) {
                return;
            }
            if !members.contains_key(name) {
                self.problem(&Path::Member(path, name), || {
                    let property = properties.and_then(|properties| properties.get(name));
                    let expected = property.map_or(String::new(), |schema| format!(", expected {}", describe(schema)));
                    format!("missing{expected}")
                });
            }
        }
        let others = schema.get("additionalProperties");
        for (name, member) in members {
            if !self.goes_on(1 + length(name)) {
                return;
            }
            let path = Path::Member(path, name);
            match (properties.and_then(|properties| properties.get(name)), others) {
                (Some(schema), _) => self.check(schema, member, &path, depth),
                (None, Some(Value::Bool(false))) if !schema.contains_key("patternProperties") => {
                    self.problem(&path, || {
                        let known: Vec<&str> = properties.into_iter().flat_map(Map::keys).map(String::as_str).collect();
                        format!("unknown argument (arguments: {})", known.join(", "))
                    });
                }
                (None, Some(schema)) => self.check(schema, member, &path, depth),
                (None, None) => {}
            }
        }
    }

    fn combined(&mut self, schema: &'s Map<String, Value>, value: &Value, path: &Path<'_>, depth: usize) {
        let list = |key: &str| {
            schema
                .get(key)
                .and_then(Value::as_array)
                .map(Vec::as_slice)
                .unwrap_or_default()
        };
        for part in list("allOf") {
            self.check(part, value, path, depth);
            if !self.goes_on(0) {
                return;
            }
        }
        // More than enough need not be counted.
        let mut matching = |key: &str, enough: usize| {
            let parts = list(key).iter();
            parts
                .filter(|part| self.fits(part, value, path, depth))
                .take(enough)
                .count()
        };
        let any = list("anyOf").is_empty() || matching("anyOf", 1) == 1;
        let one = list("oneOf").is_empty() || matching("oneOf", 2) == 1;
        if !any {
            self.problem(path, || "fits none of the alternatives".to_owned());
        }
        if !one {
            self.problem(path, || "must fit exactly one of the alternatives".to_owned());
        }
        if let Some(part) = schema.get("not")
            && self.fits(part, value, path, depth)
        {
            self.problem(path, || "is of a kind that is excluded".to_owned());
        }
        if let Some(condition) = schema.get("if") {
            let fits = self.fits(condition, value, path, depth);
            if let Some(part) = schema.get(if fits { "then" } else { "else" }) {
                self.check(part, value, path, depth);
            }
        }
    }

    fn is_same(&mut self, one: &Value, other: &Value) -> bool {
        if !self.goes_on(1) {
            return false;
        }
        match (one, other) {
            (Value::String(one), Value::String(other)) => {
                one.len() == other.len() && self.goes_on(length(one)) && one == other
            }
            (Value::Array(one), Value::Array(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| self.is_same(one, other))
            }
            (Value::Object(one), Value::Object(other)) => {
                one.len() == other.len()
                    && one.iter().all(|(name, one)| {
                        self.goes_on(length(name)) && other.get(name).is_some_and(|other| self.is_same(one, other))
                    })
            }
            (one, other) => one == other,
        }
    }

    /// Whether a text matches, as far as the pattern can be read.
    fn matches(&mut self, pattern: &'s str, text: &str) -> bool {
        self.patterns.matches(pattern, text).unwrap_or_else(|| {
            self.left = 0;
            true
        })
    }
}

fn number(schema: &Value, value: &Value) -> bool {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let number = value.as_f64().unwrap_or(f64::NAN);
    bound("minimum").is_none_or(|least| number >= least)
        && bound("maximum").is_none_or(|most| number <= most)
        && bound("exclusiveMinimum").is_none_or(|below| number > below)
        && bound("exclusiveMaximum").is_none_or(|above| number < above)
        && bound("multipleOf").is_none_or(|step| step == 0.0 || ((number / step).round() * step - number).abs() < 1e-9)
}

fn within(schema: &Value, least: &str, most: &str, length: usize) -> bool {
    let bound = |key: &str| {
        schema
            .get(key)
            .and_then(Value::as_u64)
            .and_then(|bound| usize::try_from(bound).ok())
    };
    bound(least).is_none_or(|least| length >= least) && bound(most).is_none_or(|most| length <= most)
}

fn is_of_type(kinds: Option<&Value>, value: &Value) -> bool {
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => describe_kind(kind) == "a value",
    };
    match kinds {
        Some(Value::String(kind)) => is(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::validate;
    use serde_json::json;

    #[test]
    fn what_fits_and_what_does_not() {
        let schema = json!({
            "type": "object",
            "properties": {
                "name": { "type": "string", "maxLength": 5 },
                "age": { "type": "integer", "minimum": 0 },
                "tags": { "type": "array", "items": { "enum": ["a", "b"] } },
                "home": { "$ref": "#/$defs/home" },
                "pair": { "items": [{ "type": "string" }, { "type": "integer" }], "additionalItems": false },
            },
            "required": ["name"],
            "additionalProperties": false,
            "$defs": { "home": { "type": "object", "required": ["city"] } },
            "if": { "required": ["age"] }, "then": { "required": ["tags"] },
        });
        for (value, problems) in [
            (json!({ "name": "x" }), vec![]),
            (
                json!({ "name": "x", "age": 1, "tags": ["a"], "home": { "city": "y" } }),
                vec![],
            ),
            (
                json!({}),
                vec!["$.name: missing, expected a string of at most 5 characters"],
            ),
            (
                json!({ "name": 5 }),
                vec!["$.name: expected a string of at most 5 characters"],
            ),
            (
                json!({ "name": "secret" }),
                vec!["$.name: expected a string of at most 5 characters"],
            ),
            (
                json!({ "name": "x", "agee": 1 }),
                vec!["$.agee: unknown argument (arguments: age, home, name, pair, tags)"],
            ),
            (
                json!({ "name": "x", "tags": ["a", "c"] }),
                vec![r#"$.tags[1]: expected one of "a", "b""#],
            ),
            (json!({ "name": "x", "home": {} }), vec!["$.home.city: missing"]),
            (json!({ "name": "x", "age": 1 }), vec!["$.tags: missing"]),
            (json!([]), vec!["$: expected an object"]),
            (json!({ "name": "x", "pair": ["a", 1] }), vec![]),
            (
                json!({ "name": "x", "pair": [1, 1, 1] }),
                vec!["$.pair[0]: expected a string", "$.pair[2]: no value is allowed here"],
            ),
        ] {
            let found = validate(&schema, &value).err().unwrap_or_default();
            assert_eq!(found, problems, "{value}");
        }
    }

    /// A schema from outside cannot make its check take for ever, and a value that is large is no reason to stop.
    #[test]
    fn work_is_bounded() {
        let twice = json!([{ "$ref": "#" }, { "$ref": "#" }]);
        let spent = "$: the schema takes too much work to check all of it";
        let many = |value: &serde_json::Value| serde_json::Value::Array(vec![value.clone(); 30_000]);
        let plain = json!({ "items": { "anyOf": [{ "type": "string", "pattern": "^b*$" }, { "enum": (0..500).collect::<Vec<_>>() }] } });
        let each = json!({ "items": { "required": ["x"], "enum": ["x".repeat(9000)] } });
        let names = json!({ "required": (0..1000).map(|n| n.to_string()).collect::<Vec<_>>() });
        let others =
            json!({ "allOf": (0..1000).map(|n| json!({ "pattern": format!("^(?!{n})") })).collect::<Vec<_>>() });
        let words = json!({ "items": { "pattern": "^[A-Za-z0-9._-]{1,255}$" } });
        for (what, schema, value, last, count) in [
            (
                "all",
                json!({ "allOf": twice, "required": ["x"] }),
                json!({}),
                "$.x: missing",
                100,
            ),
            (
                "all, and nothing is wrong",
                json!({ "allOf": twice }),
                json!({}),
                spent,
                1,
            ),
            ("any", json!({ "anyOf": twice, "not": {} }), json!({}), spent, 1),
            ("one", json!({ "oneOf": twice, "type": "object" }), json!({}), spent, 1),
            (
                "long texts",
                json!({ "allOf": twice, "maxLength": 99_999_999 }),
                json!("é".repeat(1_000_000)),
                spent,
                1,
            ),
            (
                "a pattern",
                json!({ "pattern": "^((a?){50}){50}$" }),
                json!("a".repeat(1_000_000)),
                spent,
                1,
            ),
            ("names", names, json!({}), "$.99: missing", 100),
            ("words", words.clone(), many(&json!("x".repeat(64))), "", 0),
            (
                "words, one of them too long",
                words,
                json!(["x".repeat(256)]),
                "$[0]: expected ",
                1,
            ),
            ("patterns of others", others, json!(""), "", 0),
            (
                "a long pattern",
                json!({ "pattern": "^.{1,20000}$" }),
                json!(""),
                "$: expected ",
                1,
            ),
            ("large", plain.clone(), many(&json!("bbb")), "", 0),
            ("large, of numbers", plain, many(&json!(499)), "", 0),
            ("a long list", each, many(&json!("y")), "", 100),
        ] {
            let started = std::time::Instant::now();
            let found = validate(&schema, &value).err().unwrap_or_default();
            assert_eq!(found.len(), count, "{what}");
            assert!(
                found.last().is_none_or(|found| found.starts_with(last)),
                "{what}: {:?}",
                found.last()
            );
            assert!(found.iter().all(|found| found.len() <= 4096), "{what}");
            assert!(
                started.elapsed() < std::time::Duration::from_secs(10),
                "{what}: {:?}",
                started.elapsed()
            );
        }
    }
}
