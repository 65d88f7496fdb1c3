//! Forms, from the struct to what a client is sent, and from what it answers back to the struct.

use mcp::types::{ElicitAction, ElicitParams, FormElicitation, InputRequest, JsonObject};
use mcp::{Context, Form, InputRequired, Server, Unfinished};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream};

#[derive(mcp::Form, Clone, Copy, Debug, PartialEq)]
enum Zone {
    Indoor,
    #[form(title = "On the terrace")]
    Terrace,
}

#[derive(mcp::Form, Clone, Copy, Debug, PartialEq)]
enum Extra {
    Bread,
    #[form(rename = "red-wine")]
    Wine,
}

const MOST: u8 = 9;

fn object(value: &Value) -> JsonObject {
    value.as_object().expect("an object").clone()
}

/// A form of one field: its schema, and what it makes of contents. Each content is `[content, what is read or said]`.
macro_rules! one {
    ($(#[$attribute:meta])* $ty:ty: $required:literal, $schema:tt, $($content:tt => $outcome:expr,)*) => {{
        #[derive(mcp::Form, Debug)]
        struct One {
            $(#[$attribute])*
            field: $ty,
        }
        assert_eq!(One::faults(), Vec::<String>::new());
        let form = One::elicitation("One?");
        let schema = &form.requested_schema;
        assert_eq!(schema["properties"]["field"], json!($schema), stringify!($ty));
        assert_eq!(schema.contains_key("required"), $required, stringify!($ty));
        is_form(&Value::Object(schema.clone()), &NEWEST);
        $(
            let content = json!($content);
            let outcome: Result<$ty, &str> = $outcome;
            let read = One::read(&object(&content)).map(|one| one.field);
            let outcome = outcome.map_err(|problem| vec![problem.to_owned()]);
            assert_eq!(read, outcome, "{} {content}", stringify!($ty));
        )*
    }};
}

#[test]
fn booleans_and_text() {
    one!(/** Really? */ bool: true, { "type": "boolean", "description": "Really?" },
        { "field": true, "other": [1] } => Ok(true),
        { "field": 1 } => Err("$.field: expected true or false"),
        { "field": null } => Err("$.field: expected true or false"),
        {} => Err("$.field: missing, expected true or false"),
    );
    one!(#[form(default = true)] bool: false, { "type": "boolean", "default": true },
        {} => Ok(true),
        { "field": false } => Ok(false),
    );
    one!(String: true, { "type": "string" },
        { "field": "" } => Ok(String::new()),
        { "field": true } => Err("$.field: expected a string"),
    );
    one!(#[form(length = 2..=3)] #[form(title = "Name")] Option<String>: false,
        { "type": "string", "minLength": 2, "maxLength": 3, "title": "Name" },
        {} => Ok(None),
        { "field": null } => Ok(None),
        { "field": "öü" } => Ok(Some("öü".into())),
        { "field": "secret" } => Err("$.field: expected a string of 2 to 3 characters"),
    );
    one!(#[form(default = "joe@example.org", format = "email")] String: false,
        { "type": "string", "format": "email", "default": "joe@example.org" },
        {} => Ok("joe@example.org".into()),
        { "field": "j@x.org" } => Ok("j@x.org".into()),
        { "field": "joe" } => Err("$.field: expected a string that is an email address"),
    );
    one!(#[form(format = "uri", length = ..=30)] String: true,
        { "type": "string", "format": "uri", "maxLength": 30 },
        { "field": "/a" } => Err("$.field: expected a string of at most 30 characters that is a URI"),
    );
    one!(#[form(format = "date")] String: true, { "type": "string", "format": "date" },
        { "field": "2026-02-30" } => Err("$.field: expected a string that is a date, such as 2026-07-28"),
    );
    one!(#[form(format = "date-time")] Option<String>: false, { "type": "string", "format": "date-time" },
        { "field": "2026-02-03T04:05:06Z" } => Ok(Some("2026-02-03T04:05:06Z".into())),
        { "field": "2026-02-03" } =>
            Err("$.field: expected a string that is a date and time, such as 2026-07-28T12:00:00Z"),
    );
}

#[test]
fn numbers() {
    one!(u8: true, { "type": "integer", "minimum": 0, "maximum": 255 },
        { "field": 255 } => Ok(255),
        { "field": 3.0 } => Ok(3),
        { "field": 256 } => Err("$.field: expected an integer from 0 to 255"),
        { "field": 3.5 } => Err("$.field: expected an integer from 0 to 255"),
        { "field": "3" } => Err("$.field: expected an integer from 0 to 255"),
    );
    one!(#[form(range = 1..=MOST, default = 2)] u8: false,
        { "type": "integer", "minimum": 1, "maximum": 9, "default": 2 },
        {} => Ok(2),
        { "field": null } => Err("$.field: expected an integer from 1 to 9"),
        { "field": 0 } => Err("$.field: expected an integer from 1 to 9"),
        { "field": 1e300 } => Err("$.field: expected an integer from 1 to 9"),
    );
    one!(#[form(range = ..10)] Option<i32>: false, { "type": "integer", "maximum": 9 },
        { "field": -5 } => Ok(Some(-5)),
        { "field": 10 } => Err("$.field: expected an integer at most 9"),
        { "field": -3_000_000_000i64 } => Err("$.field: expected an integer from -2147483648 to 9"),
    );
    one!(#[form(default = 4)] Option<u16>: false, { "type": "integer", "minimum": 0, "maximum": 65535, "default": 4 },
        {} => Ok(Some(4)),
        { "field": null } => Ok(None),
    );
    one!(i64: true, { "type": "integer" },
        { "field": i64::MIN } => Ok(i64::MIN),
        { "field": 9e18 } => Ok(9_000_000_000_000_000_000),
        { "field": u64::MAX } => Err("$.field: expected an integer from -9223372036854775808 to 9223372036854775807"),
    );
    one!(usize: true, { "type": "integer", "minimum": 0 },
        { "field": -1 } => Err("$.field: expected an integer from 0 to 18446744073709551615"),
    );
    one!(#[form(range = 0.0..=1.0)] f64: true, { "type": "number", "minimum": 0.0, "maximum": 1.0 },
        { "field": 1 } => Ok(1.0),
        { "field": 1.01 } => Err("$.field: expected a number from 0.0 to 1.0"),
    );
    one!(#[form(default = 0.1)] f32: false, { "type": "number", "default": 0.1 },
        {} => Ok(0.1),
        { "field": 0.1 } => Ok(0.1),
    );
}

#[test]
fn choices() {
    one!(Extra: true, { "type": "string", "enum": ["Bread", "red-wine"] },
        { "field": "red-wine" } => Ok(Extra::Wine),
        { "field": "Wine" } => Err("$.field: expected one of \"Bread\", \"red-wine\""),
        {} => Err("$.field: missing, expected one of \"Bread\", \"red-wine\""),
    );
    one!(#[form(default = Zone::Terrace)] Zone: false,
        {
            "type": "string",
            "oneOf": [{ "const": "Indoor", "title": "Indoor" }, { "const": "Terrace", "title": "On the terrace" }],
            "default": "Terrace",
        },
        {} => Ok(Zone::Terrace),
        { "field": "Indoor" } => Ok(Zone::Indoor),
        { "field": "On the terrace" } => Err("$.field: expected one of \"Indoor\", \"Terrace\""),
    );
    one!(#[form(length = 1..=2, default = [Extra::Wine])] Vec<Extra>: false,
        {
            "type": "array",
            "items": { "type": "string", "enum": ["Bread", "red-wine"] },
            "minItems": 1,
            "maxItems": 2,
            "default": ["red-wine"],
        },
        {} => Ok(vec![Extra::Wine]),
        { "field": ["red-wine", "Bread"] } => Ok(vec![Extra::Wine, Extra::Bread]),
        { "field": [] } => Err("$.field: expected an array of 1 to 2 items"),
        { "field": "Bread" } => Err("$.field: expected an array of 1 to 2 items"),
        { "field": ["Bread", "Wine"] } => Err("$.field[1]: expected one of \"Bread\", \"red-wine\""),
    );
    one!(Option<Vec<Zone>>: false,
        {
            "type": "array",
            "items": {
                "anyOf": [{ "const": "Indoor", "title": "Indoor" }, { "const": "Terrace", "title": "On the terrace" }],
            },
        },
        {} => Ok(None),
        { "field": ["Indoor"] } => Ok(Some(vec![Zone::Indoor])),
        { "field": [1] } => Err("$.field[0]: expected one of \"Indoor\", \"Terrace\""),
    );
}

#[derive(mcp::Form, Debug, PartialEq)]
struct Booking {
    /// For how many?
    #[form(range = 1..=9, default = 2)]
    seats: u8,
    /// Which day?
    #[form(format = "date")]
    day: String,
    zone: Zone,
    #[form(default = true)]
    confirm: bool,
}

const ZONES: &str = r#"[{"const":"Indoor","title":"Indoor"},{"const":"Terrace","title":"On the terrace"}]"#;

fn booking_schema() -> String {
    format!(
        r#"{{"type":"object","properties":{{"seats":{{"default":2,"description":"For how many?","maximum":9,"minimum":1,"type":"integer"}},"day":{{"description":"Which day?","format":"date","type":"string"}},"zone":{{"oneOf":{ZONES},"type":"string"}},"confirm":{{"default":true,"type":"boolean"}}}},"required":["day","zone"]}}"#
    )
}

#[test]
fn a_form_keeps_its_order() {
    let form = Booking::elicitation("Which table?");
    let text = serde_json::to_string(&form).expect("text");
    let schema = booking_schema();
    assert_eq!(
        text,
        format!(r#"{{"message":"Which table?","requestedSchema":{schema}}}"#)
    );
    // Back and forth, whatever it is read as.
    let read: FormElicitation = serde_json::from_str(&text).expect("a form");
    assert_eq!(read, form);
    assert_eq!(serde_json::to_string(&read).expect("text"), text);
    let params: ElicitParams = serde_json::from_str(&text).expect("parameters");
    assert_eq!(serde_json::to_string(&params).expect("text"), text);
    let text = format!(r#"{{"params":{text},"method":"elicitation/create"}}"#);
    let request: InputRequest = serde_json::from_str(&text).expect("a request");
    let InputRequest::Elicit(params) = request else {
        panic!("another request: {request:?}");
    };
    assert!(
        text.contains(&serde_json::to_string(&params).expect("text")),
        "{params:?}"
    );
    // What was sorted on the way is the same form.
    let value = serde_json::to_value(&form).expect("a value");
    let sorted: FormElicitation = serde_json::from_value(value.clone()).expect("a form");
    assert_eq!(sorted, form);
    assert_eq!(serde_json::to_value(&sorted).expect("a value"), value);
    // A form that was changed loses nothing, and gains what was added behind the others.
    let mut changed = form;
    let properties = changed.requested_schema["properties"]
        .as_object_mut()
        .expect("properties");
    properties.remove("day");
    properties.insert("a".into(), json!({ "type": "string" }));
    let names: Vec<&str> = changed.properties().map(|(name, _)| name).collect();
    assert_eq!(names, ["seats", "zone", "confirm", "a"]);
    assert_ne!(changed, read);
    // Without an order nothing is different from what it was.
    let plain = FormElicitation::new(
        "Really?",
        object(&json!({ "type": "object", "properties": { "b": {} } })),
    );
    let text = r#"{"message":"Really?","requestedSchema":{"properties":{"b":{}},"type":"object"}}"#;
    assert_eq!(serde_json::to_string(&plain).expect("text"), text);
}

#[test]
fn all_problems_at_once() {
    let content = object(&json!({ "seats": 0, "zone": "secret", "confirm": "secret", "else": "secret" }));
    assert_eq!(
        Booking::read(&content).expect_err("problems"),
        [
            "$.seats: expected an integer from 1 to 9",
            "$.day: missing, expected a string that is a date, such as 2026-07-28",
            "$.zone: expected one of \"Indoor\", \"Terrace\"",
            "$.confirm: expected true or false",
        ]
    );
}

#[test]
fn what_no_compiler_knows_is_a_fault() {
    fn many() -> u8 {
        12
    }
    #[derive(mcp::Form)]
    struct Late {
        #[form(default = many(), range = 1..=9)]
        seats: u8,
    }
    assert_eq!(Late::faults(), ["the default of `seats` is outside its own limits"]);
    assert_eq!(Late::read(&JsonObject::new()).map(|late| late.seats), Ok(12));
}

/// The members that a property of one shape may have, by the specification's `PrimitiveSchemaDefinition`.
struct Shape {
    kind: &'static [&'static str],
    /// What it has beside its type.
    has: &'static [&'static str],
    /// What it may have beside `title` and `description`.
    may_have: &'static [&'static str],
}

const fn shape(
    kind: &'static [&'static str],
    has: &'static [&'static str],
    may_have: &'static [&'static str],
) -> Shape {
    Shape { kind, has, may_have }
}

const INTEGER_OR_NUMBER: &[&str] = &["integer", "number"];

/// Since 2025-11-25, and so in 2026-07-28.
const NEWEST: [Shape; 6] = [
    shape(&["string"], &[], &["minLength", "maxLength", "format", "default"]),
    shape(INTEGER_OR_NUMBER, &[], &["minimum", "maximum", "default"]),
    shape(&["boolean"], &[], &["default"]),
    shape(&["string"], &["enum"], &["default"]),
    shape(&["string"], &["oneOf"], &["default"]),
    shape(&["array"], &["items"], &["minItems", "maxItems", "default"]),
];

/// 2025-06-18.
const OLDEST: [Shape; 4] = [
    shape(&["string"], &[], &["minLength", "maxLength", "format"]),
    shape(INTEGER_OR_NUMBER, &[], &["minimum", "maximum"]),
    shape(&["boolean"], &[], &["default"]),
    shape(&["string"], &["enum"], &["enumNames"]),
];

/// Holds a schema against the shapes of a revision.
fn is_form(schema: &Value, shapes: &[Shape]) {
    let schema = schema.as_object().expect("a schema");
    assert!(
        schema
            .keys()
            .all(|key| ["type", "properties", "required"].contains(&key.as_str())),
        "{schema:?}"
    );
    assert_eq!(schema["type"], "object");
    for (name, property) in schema["properties"].as_object().expect("properties") {
        let members = property.as_object().expect("a property");
        let fits = |shape: &&Shape| {
            let kind = members["type"].as_str().expect("a type");
            shape.kind.contains(&kind)
                && shape.has.iter().all(|key| members.contains_key(*key))
                && members.keys().map(String::as_str).all(|key| {
                    ["type", "title", "description"].contains(&key)
                        || shape.has.contains(&key)
                        || shape.may_have.contains(&key)
                })
        };
        assert_eq!(shapes.iter().filter(fits).count(), 1, "{name}: {property}");
        let are_texts = |list: &Value| list.as_array().is_some_and(|list| list.iter().all(Value::is_string));
        let are_titled = |list: &Value| {
            list.as_array().is_some_and(|list| {
                list.iter().all(|one| {
                    one.as_object().is_some_and(|one| one.len() == 2)
                        && one["const"].is_string()
                        && one["title"].is_string()
                })
            })
        };
        for (key, value) in members {
            let fits = match key.as_str() {
                "type" | "title" | "description" => value.is_string(),
                "minLength" | "maxLength" | "minItems" | "maxItems" => value.is_u64(),
                "minimum" | "maximum" => value.is_number(),
                "format" => ["email", "uri", "date", "date-time"].iter().any(|known| value == known),
                "enum" | "enumNames" => are_texts(value),
                "oneOf" => are_titled(value),
                "items" if value.get("anyOf").is_some() => {
                    value.as_object().is_some_and(|items| items.len() == 1) && are_titled(&value["anyOf"])
                }
                "items" => {
                    value.as_object().is_some_and(|items| items.len() == 2)
                        && value["type"] == "string"
                        && are_texts(&value["enum"])
                }
                "default" => match members["type"].as_str() {
                    Some("string") => value.is_string(),
                    Some("boolean") => value.is_boolean(),
                    Some("array") => are_texts(value),
                    _ => value.is_number(),
                },
                _ => false,
            };
            assert!(fits, "{name}: {key} {value}");
        }
    }
}

#[derive(mcp::Form)]
#[allow(dead_code)] // It is asked, and never read.
struct Several {
    extras: Vec<Extra>,
}

/// Book a table.
#[mcp::tool]
async fn book(ctx: &Context) -> mcp::Result<String> {
    let answer = ctx.elicit_form(Booking::elicitation("Which table?")).await?;
    match (answer.action, answer.content) {
        (ElicitAction::Accept, Some(content)) => Ok(match Booking::read(&content) {
            Ok(booking) => format!("{booking:?}"),
            Err(problems) => problems.join("; "),
        }),
        _ => Ok("Another time.".into()),
    }
}

/// Choose extras.
#[mcp::tool]
async fn choose(ctx: &Context) -> String {
    match ctx.elicit_form(Several::elicitation("What else?")).await {
        Ok(_) => "chosen".into(),
        Err(error) => error.to_string(),
    }
}

/// Book in the answer.
#[mcp::tool]
fn book_in_answer(ctx: &Context) -> Result<String, Unfinished> {
    match ctx.input_responses().elicitation("table") {
        Some(answer) => Ok(format!("{:?}", answer.action)),
        None => {
            let question = ElicitParams::from(Booking::elicitation("Which table?"));
            Err(InputRequired::new().ask("table", question).into())
        }
    }
}

/// A client on a stream of lines.
struct Peer {
    lines: BufReader<DuplexStream>,
}

impl Peer {
    fn new(server: Server) -> Peer {
        let (near, far) = tokio::io::duplex(1 << 16);
        tokio::spawn(async move {
            let (reader, writer) = tokio::io::split(far);
            server.serve_stream(reader, writer, mcp::StreamLimits::default()).await
        });
        Peer {
            lines: BufReader::new(near),
        }
    }

    async fn say(&mut self, message: Value) {
        let line = format!("{message}\n");
        self.lines.get_mut().write_all(line.as_bytes()).await.expect("written");
    }

    async fn hear(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).await.expect("a line");
        line
    }

    async fn ask(&mut self, id: u8, method: &str, params: Value) -> String {
        self.say(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
            .await;
        self.hear().await
    }

    async fn hello(&mut self, revision: &str) {
        let client = json!({ "name": "t", "version": "1" });
        let hello = json!({ "protocolVersion": revision, "capabilities": { "elicitation": {} }, "clientInfo": client });
        self.ask(0, "initialize", hello).await;
        self.say(json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }))
            .await;
    }
}

#[mcp::test]
async fn sessions_are_asked_in_their_words() {
    let older = booking_schema().replace(r#""default":2,"#, "").replace(
        &format!(r#""oneOf":{ZONES}"#),
        r#""enum":["Indoor","Terrace"],"enumNames":["Indoor","On the terrace"]"#,
    );
    for (revision, schema, shapes) in [
        ("2025-06-18", older, &OLDEST[..]),
        ("2025-11-25", booking_schema(), &NEWEST[..]),
    ] {
        let mut peer = Peer::new(mcp::build!("Tables", [book, choose, book_in_answer]));
        peer.hello(revision).await;
        for tool in ["book", "book_in_answer"] {
            let question = peer.ask(1, "tools/call", json!({ "name": tool })).await;
            assert!(
                question.contains(&format!(r#""requestedSchema":{schema}"#)),
                "{question}"
            );
            let question: Value = serde_json::from_str(&question).expect("a request");
            assert_eq!(question["method"], "elicitation/create");
            is_form(&question["params"]["requestedSchema"], shapes);
            let content = json!({ "day": "2026-07-28", "zone": "Terrace" });
            let result = json!({ "action": "accept", "content": content });
            peer.say(json!({ "jsonrpc": "2.0", "id": question["id"], "result": result }))
                .await;
            let answer = peer.hear().await;
            let said = if tool == "book" {
                r#"Booking { seats: 2, day: \"2026-07-28\", zone: Terrace, confirm: true }"#
            } else {
                "Accept"
            };
            assert!(answer.contains(said), "{answer}");
        }
        let answer = peer.ask(2, "tools/call", json!({ "name": "choose" })).await;
        if revision == "2025-06-18" {
            let said = "A form of 2025-06-18 cannot ask for several choices at once: 'extras'";
            assert!(answer.contains(said), "{answer}");
        } else {
            let question: Value = serde_json::from_str(&answer).expect("a request");
            assert_eq!(
                question["params"]["requestedSchema"]["properties"]["extras"]["type"],
                "array"
            );
        }
    }
}

#[mcp::test]
async fn a_question_in_an_answer_keeps_the_order() {
    let mut peer = Peer::new(mcp::build!("Tables", [book_in_answer]));
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} },
    });
    let answer = peer
        .ask(1, "tools/call", json!({ "name": "book_in_answer", "_meta": meta }))
        .await;
    let schema = booking_schema();
    assert!(answer.contains(&format!(r#""requestedSchema":{schema}"#)), "{answer}");
}
