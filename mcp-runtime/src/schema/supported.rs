//! Whether a schema that was not made from a type says what [`validate`](super::validate) would pass over without a word.

use super::matching::LARGEST_PATTERN;
use super::validate::DEEPEST;
use regex_lite::RegexBuilder;
use serde_json::{Map, Value};

/// The dialects that what is looked at means the same in. One that is not named is the last.
const DIALECTS: [&str; 4] = [
    "json-schema.org/draft-06/schema",
    "json-schema.org/draft-07/schema",
    "json-schema.org/draft/2019-09/schema",
    "json-schema.org/draft/2020-12/schema",
];

/// # Errors
/// What cannot be checked, in words.
pub(crate) fn supported(schema: &Value) -> Result<(), String> {
    look_at(schema, schema, 0)
}

fn look_at(root: &Value, schema: &Value, depth: usize) -> Result<(), String> {
    let members = match schema {
        Value::Bool(_) => return Ok(()),
        Value::Object(members) => members,
        _ => return Err("a schema is an object, `true` or `false`".into()),
    };
    if depth >= DEEPEST {
        return Err(format!(
            "schemas inside schemas more than {DEEPEST} deep are not looked into"
        ));
    }
    let text = |key: &str| members.get(key).and_then(Value::as_str);
    if let Some(dialect) = text("$schema")
        && !is_known(dialect)
    {
        return Err(format!("schemas of the dialect {dialect:?} cannot be checked"));
    }
    if let Some(path) = text("$ref")
        && let Some(target) = path.strip_prefix('#')
        && root.pointer(target).is_none()
    {
        return Err(format!("`$ref` {path:?} is no path to a part of the schema"));
    }
    if let Some(pattern) = text("pattern")
        && let Err(error) = RegexBuilder::new(pattern).size_limit(LARGEST_PATTERN).build()
    {
        return Err(format!("the pattern {pattern:?} cannot be checked: {error}"));
    }
    parts(members).try_for_each(|part| look_at(root, part, depth + 1))
}

fn is_known(dialect: &str) -> bool {
    let name = dialect.strip_prefix("https://").or(dialect.strip_prefix("http://"));
    name.is_some_and(|name| DIALECTS.contains(&name.trim_end_matches('#')))
}

/// The schemas in a schema: not in what is a value, as under `const` and `default`.
fn parts(members: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    const ONE: [&str; 7] = [
        "additionalItems",
        "additionalProperties",
        "else",
        "if",
        "items",
        "not",
        "then",
    ];
    const MANY: [&str; 5] = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];
    const NAMED: [&str; 3] = ["$defs", "definitions", "properties"];
    let one = ONE
        .iter()
        .filter_map(|key| members.get(*key))
        .filter(|part| !part.is_array());
    let many = MANY.iter().filter_map(|key| members.get(*key)?.as_array()).flatten();
    let named = NAMED.iter().filter_map(|key| members.get(*key)?.as_object());
    one.chain(many).chain(named.flat_map(Map::values))
}
