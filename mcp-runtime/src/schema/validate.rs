//! Checks a value against a schema that was not made from a type. What a keyword means is JSON Schema 2020-12's; those
//! that are not listed in [`Tool`](crate::Tool) are passed over, and nothing is ever fetched.

use super::{describe, describe_kind};
use serde_json::Value;

/// Schemas inside schemas beyond this are not looked into.
const DEEPEST: usize = 64;

/// # Errors
/// What does not fit, each with its path, and no value repeated.
pub(crate) fn validate(schema: &Value, value: &Value) -> Result<(), Vec<String>> {
    let mut problems = Vec::new();
    check(schema, schema, value, "$", 0, &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn fits(root: &Value, schema: &Value, value: &Value, path: &str, depth: usize) -> bool {
    let mut problems = Vec::new();
    check(root, schema, value, path, depth, &mut problems);
    problems.is_empty()
}

fn check(root: &Value, schema: &Value, value: &Value, path: &str, depth: usize, problems: &mut Vec<String>) {
    let object = match schema {
        Value::Bool(true) => return,
        Value::Bool(false) => return problems.push(format!("{path}: no value is allowed here")),
        Value::Object(object) if depth < DEEPEST => object,
        _ => return,
    };
    let deeper = depth + 1;
    if let Some(target) = object
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|path| path.strip_prefix('#'))
        && let Some(target) = root.pointer(target)
    {
        check(root, target, value, path, deeper, problems);
    }
    if !is_of_type(object.get("type"), value) {
        return problems.push(format!("{path}: expected {}", describe(schema)));
    }
    let listed = object
        .get("enum")
        .and_then(Value::as_array)
        .is_none_or(|values| values.contains(value));
    let constant = object.get("const").is_none_or(|constant| constant == value);
    if !listed || !constant {
        return problems.push(format!("{path}: expected {}", describe(schema)));
    }
    match value {
        Value::Number(_) => number(schema, value, path, problems),
        Value::String(text) => {
            let length = text.chars().count();
            let pattern = object.get("pattern").and_then(Value::as_str);
            let matches = pattern
                .and_then(|pattern| regex_lite::Regex::new(pattern).ok())
                .is_none_or(|regex| regex.is_match(text));
            if !within(schema, "minLength", "maxLength", length) || !matches {
                problems.push(format!("{path}: expected {}", describe(schema)));
            }
        }
        Value::Array(items) => {
            if !within(schema, "minItems", "maxItems", items.len()) {
                problems.push(format!("{path}: expected {}", describe(schema)));
            }
            let first = object.get("prefixItems").and_then(Value::as_array);
            for (index, item) in items.iter().enumerate() {
                let schema = first.and_then(|first| first.get(index)).or(object.get("items"));
                if let Some(schema) = schema {
                    check(root, schema, item, &format!("{path}[{index}]"), deeper, problems);
                }
            }
        }
        Value::Object(members) => members_of(root, object, members, path, deeper, problems),
        _ => {}
    }
    combined(root, object, value, path, deeper, problems);
}

fn members_of(
    root: &Value,
    schema: &serde_json::Map<String, Value>,
    members: &serde_json::Map<String, Value>,
    path: &str,
    depth: usize,
    problems: &mut Vec<String>,
) {
    let none = serde_json::Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    for name in schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !members.contains_key(name) {
            let expected = properties
                .get(name)
                .map_or(String::new(), |schema| format!(", expected {}", describe(schema)));
            problems.push(format!("{path}.{name}: missing{expected}"));
        }
    }
    for (name, member) in members {
        match (properties.get(name), schema.get("additionalProperties")) {
            (Some(schema), _) => check(root, schema, member, &format!("{path}.{name}"), depth, problems),
            (None, Some(Value::Bool(false))) if !schema.contains_key("patternProperties") => {
                let known: Vec<&str> = properties.keys().map(String::as_str).collect();
                let shown: String = name.chars().take(64).collect();
                problems.push(format!(
                    "{path}.{shown}: unknown argument (arguments: {})",
                    known.join(", ")
                ));
            }
            (None, Some(schema)) => check(root, schema, member, &format!("{path}.{name}"), depth, problems),
            (None, None) => {}
        }
    }
}

fn combined(
    root: &Value,
    schema: &serde_json::Map<String, Value>,
    value: &Value,
    path: &str,
    depth: usize,
    problems: &mut Vec<String>,
) {
    let list = |key: &str| {
        schema
            .get(key)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    };
    for part in list("allOf") {
        check(root, part, value, path, depth, problems);
    }
    let matching = |key: &str| {
        list(key)
            .iter()
            .filter(|part| fits(root, part, value, path, depth))
            .count()
    };
    if !list("anyOf").is_empty() && matching("anyOf") == 0 {
        problems.push(format!("{path}: fits none of the alternatives"));
    }
    if !list("oneOf").is_empty() && matching("oneOf") != 1 {
        problems.push(format!("{path}: must fit exactly one of the alternatives"));
    }
    if schema
        .get("not")
        .is_some_and(|part| fits(root, part, value, path, depth))
    {
        problems.push(format!("{path}: is of a kind that is excluded"));
    }
    if let Some(condition) = schema.get("if") {
        let branch = if fits(root, condition, value, path, depth) {
            "then"
        } else {
            "else"
        };
        if let Some(part) = schema.get(branch) {
            check(root, part, value, path, depth, problems);
        }
    }
}

fn number(schema: &Value, value: &Value, path: &str, problems: &mut Vec<String>) {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let number = value.as_f64().unwrap_or(f64::NAN);
    let fits = bound("minimum").is_none_or(|least| number >= least)
        && bound("maximum").is_none_or(|most| number <= most)
        && bound("exclusiveMinimum").is_none_or(|below| number > below)
        && bound("exclusiveMaximum").is_none_or(|above| number < above)
        && bound("multipleOf").is_none_or(|step| step == 0.0 || ((number / step).round() * step - number).abs() < 1e-9);
    if !fits {
        problems.push(format!("{path}: expected {}", describe(schema)));
    }
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
                vec!["$.agee: unknown argument (arguments: age, home, name, tags)"],
            ),
            (
                json!({ "name": "x", "tags": ["a", "c"] }),
                vec![r#"$.tags[1]: expected one of "a", "b""#],
            ),
            (json!({ "name": "x", "home": {} }), vec!["$.home.city: missing"]),
            (json!({ "name": "x", "age": 1 }), vec!["$.tags: missing"]),
            (json!([]), vec!["$: expected an object"]),
        ] {
            let found = validate(&schema, &value).err().unwrap_or_default();
            assert_eq!(found, problems, "{value}");
        }
    }
}
