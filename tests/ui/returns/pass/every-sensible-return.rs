//! Every type that a reader of the documentation would expect to work.

#![deny(warnings)]

use mcp::types::{CallToolResult, Content, EmbeddedResource, ResourceContents, ResourceLink, TextResourceContents};
use mcp::{Audio, Image, McpError, Text};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::fmt;

#[path = "../../ask.rs"]
mod ask;

#[mcp::data]
struct Day {
    rain: bool,
}

type Rows<T> = Result<Vec<T>, McpError>;

/// An error of the user's own, for the model.
#[derive(Debug, mcp::Error)]
enum Lost {
    #[error("{0} is on no map")]
    City(String),
    #[error("the map has {pages} pages")]
    Page { pages: u8 },
    #[error("no map")]
    Map,
}

/// An error of the user's own, for the log.
#[derive(Debug)]
struct Secret;

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("secret")
    }
}

impl std::error::Error for Secret {}

macro_rules! tools {
    ($($name:ident: $type:ty = $value:expr;)*) => {
        $(
            /// A tool.
            #[mcp::tool]
            fn $name() -> $type {
                $value
            }
        )*

        fn server() -> mcp::Server {
            mcp::build!("Returns", [$($name),*, nothing, later, shown, masked])
        }
    };
}

tools! {
    unit: () = ();
    string: String = "x".into();
    text: &'static str = "x";
    boolean: bool = true;
    integer: i64 = 1;
    float: f64 = 1.5;
    character: char = 'x';
    option: Option<u8> = Some(1);
    vector: Vec<u8> = vec![1];
    array: [u8; 3] = [1, 2, 3];
    tuple: (u8, String) = (1, "x".into());
    tree: BTreeMap<String, u8> = BTreeMap::new();
    map: HashMap<String, Vec<u8>> = HashMap::new();
    json: Value = json!({ "x": 1 });
    data: Day = Day { rain: true };
    boxed: Box<Day> = Box::new(Day { rain: true });
    many: Vec<Day> = vec![Day { rain: true }];
    maybe: Option<Day> = None;
    block: Text = Text("x".into());
    image: Image = Image::png([1, 2, 3]);
    audio: Audio = Audio::wav([1, 2, 3]);
    link: ResourceLink = ResourceLink::new("a://b", "b");
    embedded: EmbeddedResource = EmbeddedResource::new(ResourceContents::Text(TextResourceContents::new("a://b", "x")));
    content: Content = Content::from(Text("x".into()));
    contents: Vec<Content> = vec![Text("x".into()).into(), Image::png([1]).into()];
    texts: Vec<Text> = vec![Text("x".into())];
    some_image: Option<Image> = Some(Image::png([1]));
    pair: (Text, Image) = (Text("x".into()), Image::png([1]));
    result: CallToolResult = CallToolResult::new(vec![Text("x".into()).into()]);
    ours: mcp::Result<String> = Ok("x".into());
    no_value: mcp::Result<()> = Ok(());
    ours_of_content: mcp::Result<Vec<Content>> = Ok(vec![]);
    ours_of_result: mcp::Result<CallToolResult> = Ok(CallToolResult::new(vec![]));
    string_error: Result<String, String> = Ok("x".into());
    text_error: Result<Day, &'static str> = Ok(Day { rain: true });
    io_error: Result<u8, std::io::Error> = Ok(1);
    boxed_error: Result<Image, Box<dyn std::error::Error + Send + Sync>> = Ok(Image::png([1]));
    own_error: Result<Text, Lost> = Ok(Text("x".into()));
    log_error: Result<Option<u8>, Secret> = Ok(None);
    protocol_error: Result<u8, McpError> = Ok(1);
    format_error: fmt::Result = Ok(());
    alias: Rows<Day> = Ok(vec![]);
}

/// A tool without a return type.
#[mcp::tool]
fn nothing() {}

/// An async one.
#[mcp::tool]
async fn later(city: &str) -> Result<Day, Lost> {
    match city {
        "Atlantis" => Err(Lost::City(city.into())),
        "" => Err(Lost::Map),
        _ => Err(Lost::Page { pages: 3 }),
    }
}

/// By `?`, an error of `mcp::Error` stays one for the model.
#[mcp::tool]
async fn shown() -> mcp::Result<u8> {
    Err(Lost::City("Atlantis".into()))?
}

/// By `?`, every other error is the server's own.
#[mcp::tool]
async fn masked() -> mcp::Result<u8> {
    Err(Secret)?
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let calls = [
        ("tools/list", json!({})),
        (
            "tools/call",
            json!({ "name": "later", "arguments": { "city": "Atlantis" } }),
        ),
        ("tools/call", json!({ "name": "shown" })),
        ("tools/call", json!({ "name": "masked" })),
        ("tools/call", json!({ "name": "string" })),
    ];
    let [list, later, shown, masked, string] = ask::ask(server(), &calls).await?.try_into().expect("as many");

    let output = |name: &str| ask::tool(&list, name).get("outputSchema").cloned();
    let data = json!({ "type": "object", "properties": { "rain": { "type": "boolean" } }, "required": ["rain"] });
    for name in ["data", "boxed", "text_error", "later"] {
        assert_eq!(
            output(name).as_ref().map(|schema| &schema["properties"]),
            Some(&data["properties"]),
            "{name}"
        );
    }
    for name in [
        "string", "text", "option", "vector", "tuple", "many", "maybe", "ours", "io_error", "alias",
    ] {
        assert!(
            output(name).is_some_and(|schema| schema["properties"]["result"].is_object()),
            "{name}: {:?}",
            output(name)
        );
    }
    let none = [
        "unit",
        "nothing",
        "block",
        "image",
        "contents",
        "pair",
        "result",
        "no_value",
        "own_error",
        "format_error",
    ];
    for name in none {
        assert_eq!(output(name), None, "{name}");
    }

    assert_eq!(
        later["content"][0]["text"],
        "Error executing tool later: Atlantis is on no map"
    );
    assert_eq!(
        shown["content"][0]["text"],
        "Error executing tool shown: Atlantis is on no map"
    );
    assert!(
        !masked["content"][0]["text"].as_str().expect("text").contains("secret"),
        "{masked}"
    );
    assert_eq!(string["structuredContent"], json!({ "result": "x" }));
    Ok(())
}
