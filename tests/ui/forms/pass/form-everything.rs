//! Every kind of field and every option, in an order that is not that of the alphabet.

#![deny(warnings)]

use mcp::types::JsonObject;
use mcp::{Form, json};
use serde_json::Value;

const TITLE: &str = "Zone";
const MOST: u8 = 9;

#[derive(mcp::Form, Debug, PartialEq)]
struct Everything {
    /// Really?
    yes: bool,
    #[form(length = 1..=64, title = "Your name")]
    name: String,
    #[form(range = 1..=MOST, default = 2)]
    seats: u8,
    #[form(range = ..100)]
    r#type: Option<i64>,
    #[form(range = 0.0..=1.0, default = 0.5)]
    share: f32,
    #[form(format = "email", default = "joe@example.org")]
    email: String,
    #[form(format = "date-time", rename = "when")]
    moment: Option<String>,
    #[form(title = TITLE)]
    zone: Zone,
    #[form(default = Zone::Terrace)]
    second: Zone,
    #[form(length = ..=2, default = [Extra::Bread, Extra::Wine])]
    extras: Vec<Extra>,
    #[form(default = Self::none())]
    others: Option<Vec<Extra>>,
}

impl Everything {
    fn none() -> Vec<Extra> {
        Vec::new()
    }
}

#[derive(mcp::Form, Debug, PartialEq)]
enum Zone {
    Indoor,
    #[form(title = "On the terrace")]
    Terrace,
}

#[derive(mcp::Form, Debug, PartialEq)]
enum Extra {
    Bread,
    #[form(rename = "red-wine")]
    Wine,
}

/// The macro itself may be imported by its name.
mod inner {
    use mcp::Form;

    #[derive(Form)]
    pub(super) struct Confirmation {
        pub(super) confirm: bool,
    }
}

fn object(value: Value) -> JsonObject {
    value.as_object().expect("an object").clone()
}

fn main() {
    assert_eq!(Everything::faults(), Vec::<String>::new());
    let form = Everything::elicitation("What else?");
    let names: Vec<&str> = form.properties().map(|(name, _)| name).collect();
    let order = [
        "yes", "name", "seats", "type", "share", "email", "when", "zone", "second", "extras", "others",
    ];
    assert_eq!(names, order);
    let read = Everything::read(&object(json!({ "yes": true, "name": "Joe", "zone": "Indoor", "type": 3.0 })));
    let expected = Everything {
        yes: true,
        name: "Joe".into(),
        seats: 2,
        r#type: Some(3),
        share: 0.5,
        email: "joe@example.org".into(),
        moment: None,
        zone: Zone::Indoor,
        second: Zone::Terrace,
        extras: vec![Extra::Bread, Extra::Wine],
        others: Some(Vec::new()),
    };
    assert_eq!(read, Ok(expected));
    let read = inner::Confirmation::read(&object(json!({ "confirm": true })));
    assert!(read.is_ok_and(|form| form.confirm));
}
