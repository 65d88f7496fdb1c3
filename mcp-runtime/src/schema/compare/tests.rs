use super::*;
use schemars::JsonSchema;
use serde_json::json;

/// Each difference on a line: its place, what is sent, what is taken.
fn lines(sent: &Value, taken: &Value, way: Way) -> Vec<String> {
    let line = |Mismatch { path, what }: Mismatch| match what {
        What::Type { sent, taken } => format!("{path}: {sent} / {taken}"),
        What::Unknown { sent, near } => format!("{path}: unknown {sent}, near {near:?}"),
        What::Missing { taken } => format!("{path}: missing {taken}"),
        What::Optional => format!("{path}: optional"),
    };
    compare(sent, taken, way).into_iter().map(line).collect()
}

#[test]
fn values() {
    let kind = |kind: &str| json!({ "type": kind });
    let any = json!({});
    for (sent, taken, expected) in [
        (kind("integer"), kind("integer"), ""),
        (kind("integer"), kind("number"), ""),
        (kind("number"), kind("integer"), ": a number / an integer"),
        (kind("integer"), kind("string"), ": an integer / a string"),
        (kind("boolean"), kind("null"), ": true or false / null"),
        (kind("integer"), any.clone(), ""),
        (any.clone(), kind("integer"), ""),
        (any.clone(), any.clone(), ""),
        (json!(true), kind("integer"), ""),
        (kind("integer"), json!(true), ""),
        (kind("integer"), json!(false), ": an integer / nothing"),
        (json!(false), kind("integer"), ""),
        // Limits are the caller's to keep.
        (
            json!({ "type": "integer", "minimum": 0, "maximum": 255 }),
            json!({ "type": "integer", "minimum": 1 }),
            "",
        ),
        (
            json!({ "type": ["integer", "null"] }),
            kind("integer"),
            ": an integer or null / an integer",
        ),
        (kind("integer"), json!({ "type": ["integer", "null"] }), ""),
        (
            json!({ "type": ["string", "null"] }),
            json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }),
            "",
        ),
        (
            json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] }),
            json!({ "type": ["string", "boolean"] }),
            ": an integer or a string / a string or true or false",
        ),
        (
            json!({ "allOf": [{ "type": ["string", "integer"] }, { "type": "string" }] }),
            kind("string"),
            "",
        ),
        (
            kind("string"),
            json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] }),
            ": a string / nothing",
        ),
        // Values that are listed.
        (json!({ "enum": ["a", "b"] }), kind("string"), ""),
        (
            json!({ "enum": ["a", "b"] }),
            kind("integer"),
            r#": one of "a", "b" / an integer"#,
        ),
        (json!({ "enum": ["a"] }), json!({ "enum": ["a", "b"] }), ""),
        (
            json!({ "enum": ["a", "b"] }),
            json!({ "const": "a" }),
            r#": one of "a", "b" / "a""#,
        ),
        (json!({ "const": 1 }), json!({ "type": "number" }), ""),
        (
            json!({ "const": 1.5 }),
            json!({ "type": "integer" }),
            ": 1.5 / an integer",
        ),
        (
            json!({ "oneOf": [{ "const": "a" }, { "const": "b" }] }),
            json!({ "enum": ["b", "a"] }),
            "",
        ),
        (json!({ "enum": [1, 2] }), json!({ "enum": [1.0, 2.0] }), ""),
        // Some text is among them.
        (kind("string"), json!({ "enum": ["a", "b"] }), ""),
        (kind("integer"), json!({ "enum": ["a", 1] }), ""),
        (
            kind("integer"),
            json!({ "enum": ["a", "b"] }),
            r#": an integer / one of "a", "b""#,
        ),
        // What is not understood.
        (kind("integer"), json!({ "type": "int32" }), ""),
        (kind("integer"), json!({ "$ref": "https://example.com/schema" }), ""),
        (kind("integer"), json!({ "$ref": "#/$defs/lost" }), ""),
        (kind("integer"), json!({ "type": "string", "not": { "const": "" } }), ""),
        (kind("integer"), json!(5), ""),
        (kind("integer"), json!({ "type": 5 }), ""),
    ] {
        let lines = lines(&sent, &taken, Way::Out);
        let expected: Vec<&str> = (!expected.is_empty()).then_some(expected).into_iter().collect();
        assert_eq!(lines, expected, "{sent} {taken}");
    }
}

#[test]
fn what_reads_one_value_may_read_the_rest() {
    let (many, few) = (json!({ "enum": ["a", "b"] }), json!({ "enum": ["b", "other"] }));
    assert_eq!(lines(&many, &few, Way::In), [""; 0]);
    assert_eq!(
        lines(&many, &few, Way::Out),
        [r#": one of "a", "b" / one of "b", "other""#]
    );
    let none = json!({ "const": "c" });
    assert_eq!(lines(&many, &none, Way::In), [r#": one of "a", "b" / "c""#]);
}

/// What other houses' servers write, and types that read it or are sent to them.
#[test]
fn schemas_of_other_houses() {
    let of = |members: Value| json!({ "type": "object", "properties": members, "required": members.as_object().map(|members| members.keys().collect::<Vec<_>>()) });
    let pydantic = json!({ "type": "object", "properties": { "kind": { "const": "cat", "default": "cat" }, "lives": { "type": "integer", "default": 9 } } });
    let nullable = json!({ "type": "string", "nullable": true });
    let pair = json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 });
    let zod = json!({ "type": "array", "prefixItems": [{ "type": "number" }, { "type": "number" }], "items": false });
    for (sent, taken, way, expected) in [
        // Members with a default are always sent, and members that are made are not listed.
        (
            pydantic.clone(),
            of(json!({ "kind": { "const": "cat" }, "lives": { "type": "integer" } })),
            Way::In,
            vec![],
        ),
        (
            pydantic.clone(),
            of(json!({ "lives": { "type": "integer" }, "total": { "type": "integer" } })),
            Way::In,
            vec![],
        ),
        (
            pydantic,
            of(json!({ "live": { "type": "integer" } })),
            Way::In,
            vec!["live: missing an integer"],
        ),
        // JavaScript has one kind of number, and Go's lists may be null.
        (
            json!({ "type": "number" }),
            json!({ "type": "integer" }),
            Way::In,
            vec![],
        ),
        (
            json!({ "type": ["null", "array"] }),
            json!({ "type": "array" }),
            Way::In,
            vec![],
        ),
        (
            json!({ "type": ["null", "array"] }),
            json!({ "type": "string" }),
            Way::In,
            vec![": an array or null / a string"],
        ),
        // Before 2020-12, and after.
        (
            json!({ "type": ["string", "null"] }),
            nullable.clone(),
            Way::Out,
            vec![],
        ),
        (
            json!({ "type": ["integer", "null"] }),
            nullable,
            Way::Out,
            vec![": an integer or null / a string or null"],
        ),
        (pair, zod, Way::Out, vec![]),
        // One of the two.
        (
            json!({ "type": "object", "properties": { "a": {}, "b": {} } }),
            json!({ "type": "object", "properties": { "a": {}, "b": {} }, "anyOf": [{ "required": ["a"] }, { "required": ["b"] }] }),
            Way::Out,
            vec![],
        ),
    ] {
        assert_eq!(lines(&sent, &taken, way), expected, "{sent} {taken}");
    }
}

#[test]
fn objects() {
    let of = |members: Value, required: Value| json!({ "type": "object", "properties": members, "required": required });
    let (integer, string) = (json!({ "type": "integer" }), json!({ "type": "string" }));
    let sent = of(
        json!({ "a": integer, "words": { "type": "array", "items": string } }),
        json!(["a"]),
    );
    for (taken, out, read) in [
        (json!({ "type": "object" }), vec![], vec![]),
        (json!({}), vec![], vec![]),
        (of(json!({ "a": integer, "words": {} }), json!(["a"])), vec![], vec![]),
        (
            of(json!({ "a": string, "words": true }), json!([])),
            vec!["a: an integer / a string"],
            vec!["a: an integer / a string"],
        ),
        (
            of(
                json!({ "a": integer, "words": { "items": { "type": "integer" } } }),
                json!([]),
            ),
            vec!["words[]: a string / an integer"],
            vec!["words[]: a string / an integer"],
        ),
        (
            of(json!({ "a": {}, "word": {} }), json!([])),
            vec![r#"words: unknown an array, near Some("word")"#],
            vec![],
        ),
        (
            json!({ "type": "object", "properties": { "a": {} }, "additionalProperties": true }),
            vec![],
            vec![],
        ),
        (
            json!({ "type": "object", "properties": { "a": {} }, "additionalProperties": { "type": "integer" } }),
            vec!["words: an array / an integer"],
            vec!["words: an array / an integer"],
        ),
        (
            json!({ "type": "object", "properties": { "a": {} }, "patternProperties": { "^w": {} } }),
            vec![],
            vec![],
        ),
        (
            json!({ "type": "object", "additionalProperties": false }),
            vec!["a: unknown an integer, near None", "words: unknown an array, near None"],
            vec!["a: unknown an integer, near None", "words: unknown an array, near None"],
        ),
        (
            of(
                json!({ "a": {}, "words": {}, "b": string }),
                json!(["a", "words", "b", "c"]),
            ),
            vec!["b: missing a string", "c: missing any value", "words: optional"],
            // Servers send more than they say. One letter is near any other.
            vec!["b: missing a string", "c: missing any value"],
        ),
        // All parts hold, and each knows its own members.
        (
            json!({ "allOf": [of(json!({ "a": integer }), json!(["a"])), of(json!({ "words": {} }), json!([]))] }),
            vec![],
            vec![],
        ),
        (
            json!({ "anyOf": [of(json!({ "b": {} }), json!(["b"])), of(json!({ "a": string, "words": {} }), json!([]))] }),
            vec!["a: an integer / a string"],
            vec!["b: missing any value"],
        ),
    ] {
        assert_eq!(lines(&sent, &taken, Way::Out), out, "{taken}");
        assert_eq!(lines(&sent, &taken, Way::In), read, "{taken}");
    }
    // What may hold anything may hold what is required.
    for sent in [
        json!({ "type": "object" }),
        json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
        json!({ "type": "object", "properties": { "b": {} }, "additionalProperties": true }),
    ] {
        let taken = of(json!({ "a": integer, "b": {} }), json!(["a"]));
        assert_eq!(lines(&sent, &taken, Way::Out), [""; 0], "{sent}");
    }
    let map = |value: &str| json!({ "type": "object", "additionalProperties": { "type": value } });
    assert_eq!(lines(&map("integer"), &map("number"), Way::Out), [""; 0]);
    assert_eq!(
        lines(&map("string"), &map("number"), Way::In),
        ["*: a string / a number"]
    );
}

#[test]
fn arrays() {
    let pair = json!({ "type": "array", "prefixItems": [{ "type": "integer" }, { "type": "string" }] });
    for (taken, expected) in [
        (json!({ "type": "array" }), vec![]),
        (json!({ "type": "array", "items": {} }), vec![]),
        (
            json!({ "type": "array", "items": { "type": "integer" } }),
            vec!["[1]: a string / an integer"],
        ),
        (
            json!({ "type": "array", "items": [{ "type": "string" }, { "type": "string" }] }),
            vec!["[0]: an integer / a string"],
        ),
        (
            json!({ "type": "array", "prefixItems": [{ "type": "integer" }], "items": false }),
            vec!["[1]: a string / nothing"],
        ),
    ] {
        assert_eq!(lines(&pair, &taken, Way::Out), expected, "{taken}");
    }
}

#[derive(JsonSchema, serde::Serialize)]
struct Node {
    value: u8,
    next: Option<Box<Node>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
}

/// Types that hold themselves end, and what is inside them is compared.
#[test]
fn references() {
    let mut generator = crate::schema::generator_out();
    let mut sent = generator.subschema_for::<Node>().to_value();
    sent["$defs"] = Value::Object(generator.take_definitions(true));
    assert_eq!(lines(&sent, &sent.clone(), Way::Out), [""; 0]);
    let taken = json!({
        "$ref": "#/definitions/list",
        "definitions": { "list": {
            "type": ["object", "null"],
            "properties": {
                "value": { "type": "string" },
                "unit": { "type": "string" },
                "next": { "$ref": "#/definitions/list" },
            },
        } },
    });
    // `unit` is left out instead of being null. A type that holds itself is gone into once.
    let once = ["next.value: an integer / a string", "value: an integer / a string"];
    assert_eq!(lines(&sent, &taken, Way::Out), once);
    let taken = json!({ "type": "object", "properties": { "value": {}, "unit": {}, "next": { "type": "object" } } });
    assert_eq!(lines(&sent, &taken, Way::Out), ["next: an object or null / an object"]);
}

/// Any value at all, which is left out instead of being null.
#[test]
fn anything_that_may_be_left_out() {
    let any = json!({ "type": "object", "properties": { "a": {} } });
    let text = json!({ "type": "object", "properties": { "a": { "type": "string" } }, "required": [] });
    assert_eq!(lines(&any, &text, Way::Out), [""; 0]);
    assert_eq!(lines(&any, &text, Way::In), [""; 0]);
}

/// A schema from outside costs no more than a schema should.
#[test]
fn odd_schemas_end() {
    let integer = json!({ "type": "integer" });
    let circle = json!({ "$ref": "#" });
    assert_eq!(lines(&integer, &circle, Way::Out), [""; 0]);
    let names: Vec<String> = (0..1_000).map(|name| name.to_string()).collect();
    let closed = json!({ "type": "object", "additionalProperties": false });
    assert_eq!(lines(&closed, &json!({ "required": names }), Way::Out).len(), MOST_TOLD);
    let mut deep = json!({ "type": "string" });
    for _ in 0..100 {
        deep = json!({ "allOf": [deep.clone()] });
    }
    assert_eq!(lines(&integer, &deep, Way::Out), [""; 0]);
    let wide: Vec<Value> = (0..1_000).map(|value| json!({ "const": value.to_string() })).collect();
    assert_eq!(lines(&integer, &json!({ "anyOf": wide }), Way::Out), [""; 0]);
    // Each refers twice to the next.
    let mut definitions = serde_json::Map::new();
    for index in 0..64 {
        let next = json!({ "$ref": format!("#/$defs/{}", index + 1) });
        let members = json!({ "a": next, "b": next });
        definitions.insert(
            index.to_string(),
            json!({ "anyOf": [next, next], "properties": members }),
        );
    }
    // Very much, meant very often.
    let many: serde_json::Map<String, Value> = (0..20_000).map(|name| (name.to_string(), json!({}))).collect();
    let values: Vec<usize> = (0..20_000).collect();
    for much in [json!({ "properties": many }), json!({ "enum": values })] {
        let parts = vec![json!({ "$ref": "#/$defs/much" }); 10_000];
        let often = json!({ "allOf": parts, "$defs": { "much": much } });
        let started = std::time::Instant::now();
        lines(&integer, &often, Way::Out);
        assert!(
            started.elapsed() < std::time::Duration::from_secs(5),
            "{:?}",
            started.elapsed()
        );
    }
    let twice = json!({ "$ref": "#/$defs/0", "$defs": definitions });
    assert_eq!(lines(&twice, &twice.clone(), Way::Out), [""; 0]);
    assert_eq!(lines(&twice, &twice.clone(), Way::In), [""; 0]);
}

#[test]
fn in_a_few_words() {
    let in_words = |schema: &Value| words(&Reader::new(schema).shapes(&[schema]));
    for (schema, expected) in [
        (json!({ "type": "string" }), "a string"),
        (json!({ "const": "a\nb" }), r#""a\nb""#),
        (json!({}), "any value"),
        (
            json!({ "enum": [1, 2, 3, 4, 5, 6, 7, 8, 9] }),
            "one of 1, 2, 3, 4, 5, 6, 7, 8, …",
        ),
        (json!({ "enum": ["a", 1], "type": "integer" }), "1"),
        (json!({ "enum": [] }), "nothing"),
    ] {
        assert_eq!(in_words(&schema), expected, "{schema}");
    }
    assert_eq!(in_words(&json!({ "const": "a".repeat(1_000) })).chars().count(), 65);
    assert_eq!(shown("a\nb\u{1b}"), "a\\nb\\u{1b}");
    assert_eq!(shown(&"ä".repeat(1_000)).chars().count(), 128);
}
