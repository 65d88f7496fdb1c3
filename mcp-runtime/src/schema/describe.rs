//! A schema in words, for the model that sent something else.

use serde_json::Value;

/// What a value of this schema is: `an integer from 1 to 14`, `one of "a", "b"`, `a string of at most 64 characters`.
pub(crate) fn describe(schema: &Value) -> String {
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return one_of(values.iter());
    }
    if let Some(value) = schema.get("const") {
        return format!("{value}");
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(options) = schema.get(key).and_then(Value::as_array) {
            let constants: Vec<&Value> = options.iter().filter_map(|option| option.get("const")).collect();
            if constants.len() == options.len() {
                return one_of(constants.into_iter());
            }
            let mut words: Vec<String> = options.iter().map(describe).collect();
            words.dedup();
            return words.join(" or ");
        }
    }
    let mut words = match schema.get("type") {
        Some(Value::String(kind)) => describe_kind(kind).to_owned(),
        Some(Value::Array(kinds)) => {
            let kinds: Vec<&str> = kinds
                .iter()
                .filter_map(Value::as_str)
                .filter(|kind| *kind != "null")
                .map(describe_kind)
                .collect();
            kinds.join(" or ")
        }
        _ if schema.get("$ref").is_some() => "an object".to_owned(),
        _ => "any value".to_owned(),
    };
    let number = |key: &str| {
        schema
            .get(key)
            .filter(|value| value.is_number())
            .map(ToString::to_string)
    };
    let span = |words: &mut String, from: Option<String>, to: Option<String>, unit: &str| match (from, to) {
        (Some(from), Some(to)) => words.push_str(&format!(" {from} to {to}{unit}")),
        (Some(from), None) => words.push_str(&format!(" at least {from}{unit}")),
        (None, Some(to)) => words.push_str(&format!(" at most {to}{unit}")),
        (None, None) => {}
    };
    let (from, to) = (number("minimum"), number("maximum"));
    if from.is_some() && to.is_some() {
        words.push_str(" from");
    }
    span(&mut words, from, to, "");
    if let Some(over) = number("exclusiveMinimum") {
        words.push_str(&format!(" over {over}"));
    }
    if let Some(under) = number("exclusiveMaximum") {
        words.push_str(&format!(" under {under}"));
    }
    for (least, most, unit) in [
        ("minLength", "maxLength", " character"),
        ("minItems", "maxItems", " item"),
    ] {
        let (from, to) = (number(least), number(most));
        let Some(last) = to.as_ref().or(from.as_ref()) else {
            continue;
        };
        let plural = if last == "1" { "" } else { "s" };
        words.push_str(" of");
        if from == to {
            words.push_str(&format!(" {last}{unit}{plural}"));
        } else {
            span(&mut words, from, to, &format!("{unit}{plural}"));
        }
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        words.push_str(&format!(" that matches {pattern}"));
    }
    let format = match schema.get("format").and_then(Value::as_str) {
        Some("email") => " that is an email address",
        Some("uri") => " that is a URI",
        Some("date") => " that is a date, such as 2026-07-28",
        Some("date-time") => " that is a date and time, such as 2026-07-28T12:00:00Z",
        _ => "",
    };
    words.push_str(format);
    if let Some(example) = schema.get("examples").and_then(|examples| examples.get(0)) {
        words.push_str(&format!(", such as {example}"));
    }
    words
}

fn one_of<'a>(values: impl Iterator<Item = &'a Value>) -> String {
    let values: Vec<String> = values.map(ToString::to_string).collect();
    format!("one of {}", values.join(", "))
}

/// A JSON type in words.
pub(crate) fn describe_kind(kind: &str) -> &'static str {
    match kind {
        "integer" => "an integer",
        "number" => "a number",
        "string" => "a string",
        "boolean" => "true or false",
        "array" => "an array",
        "object" => "an object",
        "null" => "null",
        _ => "a value",
    }
}

#[cfg(test)]
mod tests {
    use super::describe;
    use serde_json::json;

    #[test]
    fn words() {
        for (schema, words) in [
            (
                json!({ "type": "integer", "minimum": 1, "maximum": 14 }),
                "an integer from 1 to 14",
            ),
            (json!({ "type": "integer", "minimum": 0 }), "an integer at least 0"),
            (
                json!({ "type": "string", "maxLength": 64 }),
                "a string of at most 64 characters",
            ),
            (
                json!({ "type": "string", "minLength": 1 }),
                "a string of at least 1 character",
            ),
            (
                json!({ "type": "array", "minItems": 1, "maxItems": 2 }),
                "an array of 1 to 2 items",
            ),
            (
                json!({ "type": "string", "minLength": 2, "maxLength": 2 }),
                "a string of 2 characters",
            ),
            (json!({ "type": "string", "pattern": "^a" }), "a string that matches ^a"),
            (
                json!({ "type": "string", "examples": ["Rome", "Oslo"] }),
                r#"a string, such as "Rome""#,
            ),
            (json!({ "enum": ["a", "b"] }), r#"one of "a", "b""#),
            (
                json!({ "oneOf": [{ "const": "a" }, { "const": "b" }] }),
                r#"one of "a", "b""#,
            ),
            (json!({ "type": ["string", "null"] }), "a string"),
            (json!({}), "any value"),
        ] {
            assert_eq!(describe(&schema), words);
        }
    }
}
