//! Clients that are declared as a trait: what they send and give, and what they say of a server that is another, in both
//! eras.

use mcp::client::{Command, Difference};
use mcp::types::{CallToolResult, ElicitResult, FormElicitation};
use mcp::{CallOptions, Client, ClientError, Context, Elicit, Form, Image, Mode, Revision, Server, Tool, json};
use mcp_tests::tools::{example, npm_tools, python, tool_file};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const MODES: [Mode; 3] = [Mode::Auto, Mode::Legacy, Mode::Pinned(Revision::V2026_07_28)];

/// A day of a forecast.
#[mcp::data]
#[derive(Clone, Debug, PartialEq)]
struct Day {
    rain: bool,
    degrees: Option<i8>,
}

/// A weather service.
#[mcp::client]
trait Weather {
    /// Tomorrow's weather in a city.
    async fn forecast(&self, city: &str, days: Option<u8>) -> mcp::Result<Vec<Day>>;
    /// The same by another name.
    #[tool(name = "get.alerts")]
    async fn alerts(&self, #[arg(rename = "areaCode")] area: String) -> Result<String, ClientError>;
    /// A map.
    async fn map(&self) -> Result<Image, ClientError>;
    /// Many places at once.
    async fn many(&self, places: &[Day], #[arg(flatten)] day: &Day, r#type: Unit) -> Result<u8, ClientError>;
    /// Nothing.
    async fn reset(&self) -> Result<(), ClientError>;
    /// It asks its user.
    async fn book(&self, date: &str) -> Result<String, ClientError>;
    /// A method of the trait's own.
    async fn rains(&self, city: &str) -> bool {
        let days = self.forecast(city, Some(1)).await.unwrap_or_default();
        days.iter().any(|day| day.rain)
    }
}

#[mcp::data]
#[derive(Clone, Copy, Debug)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Celsius,
    Fahrenheit,
}

struct Station;

#[derive(Form, Debug)]
struct Confirmation {
    /// Really?
    #[form(default = true)]
    confirm: bool,
}

#[mcp::resolver]
async fn confirmed(date: &str) -> Elicit<Confirmation> {
    Elicit::ask(format!("Book {date}?"))
}

#[mcp::server(name = "Weather", page_size = 2)]
impl Station {
    /// The weather of some days.
    #[tool]
    fn forecast(&self, city: &str, #[arg(default = 2, range = 1..=14)] days: u8) -> mcp::Result<Vec<Day>> {
        match city {
            "London" => Ok(vec![
                Day {
                    rain: true,
                    degrees: Some(9),
                };
                days.into()
            ]),
            _ => Err(format!("No forecast for '{city}'.").into()),
        }
    }

    /// What to look out for.
    #[tool(name = "get.alerts")]
    fn alerts(&self, #[arg(rename = "areaCode")] area: String) -> String {
        format!("Flood in {area}.")
    }

    /// A map.
    #[tool]
    fn map(&self) -> Image {
        Image::png(b"map")
    }

    /// Counts.
    #[tool]
    fn many(&self, places: Vec<Day>, #[arg(flatten)] day: Day, r#type: Unit) -> usize {
        places.len() + usize::from(day.rain) + usize::from(matches!(r#type, Unit::Fahrenheit))
    }

    /// Nothing.
    #[tool]
    fn reset(&self) {}

    /// Book a boat.
    #[tool]
    fn book(&self, date: String, #[resolve(confirmed)] answer: Confirmation) -> String {
        format!("{date} {}", answer.confirm)
    }
}

#[mcp::test]
async fn calls_over_memory() {
    for mode in MODES {
        let builder = Client::builder().mode(mode);
        let builder = builder.on_elicit(async |form: FormElicitation| ElicitResult::accept(form.defaults()));
        let client = builder.connect(Station).await.unwrap();
        let weather = WeatherClient::new(client).await.unwrap();
        let day = Day {
            rain: true,
            degrees: Some(9),
        };
        let two = vec![day.clone(), day.clone()];
        assert_eq!(weather.forecast("London", None).await.unwrap(), two);
        assert_eq!(weather.forecast("London", Some(1)).await.unwrap(), two[..1]);
        assert_eq!(weather.alerts("NL".into()).await.unwrap(), "Flood in NL.");
        assert_eq!(weather.map().await.unwrap(), Image::png(b"map"));
        assert_eq!(weather.many(&two, &day, Unit::Fahrenheit).await.unwrap(), 4);
        assert_eq!(weather.many(&[], &day, Unit::Celsius).await.unwrap(), 1);
        weather.reset().await.unwrap();
        assert_eq!(weather.book("Friday").await.unwrap(), "Friday true");
        assert!(weather.rains("London").await && !weather.rains("Atlantis").await);
        assert_eq!(weather.client().all_tools().await.unwrap().len(), 6);
        assert!(format!("{:?}", weather.clone()).starts_with("WeatherClient(Client("));
    }
}

/// A server that takes its time, and says how far it is.
#[mcp::client]
trait Clock {
    /// Waits.
    async fn wait(&self, milliseconds: u64) -> Result<u64, ClientError>;
}

/// Waits.
#[mcp::tool]
async fn wait(milliseconds: u64, ctx: &Context) -> u64 {
    ctx.progress(1.0, Some(2.0), None);
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    milliseconds
}

/// What is chosen for calls, for some of them.
#[mcp::test]
async fn calls_with_options() {
    for mode in MODES {
        let server = mcp::build!("Clock", [wait]);
        let client = Client::builder().mode(mode).connect(&server).await.unwrap();
        let clock = ClockClient::new(client).await.unwrap();
        let seen = Arc::new(AtomicUsize::new(0));
        let count = seen.clone();
        let options = CallOptions::new()
            .timeout(Duration::from_millis(200))
            .on_progress(move |_| {
                count.fetch_add(1, Ordering::Relaxed);
            });
        let hasty = clock.with_options(options);
        assert_eq!(hasty.wait(0).await.unwrap(), 0);
        let late = hasty.wait(60_000).await.unwrap_err();
        assert!(matches!(late, ClientError::Timeout { .. }), "{late}");
        assert_eq!(seen.load(Ordering::Relaxed), 2);
        // And not for the others.
        assert_eq!(clock.wait(300).await.unwrap(), 300);
        assert_eq!(seen.load(Ordering::Relaxed), 2);
        assert_eq!(hasty.client().all_tools().await.unwrap().len(), 1);
    }
}

#[mcp::test]
async fn failures_are_errors() {
    let weather = WeatherClient::connect(Station).await.unwrap();
    let text = "Error executing tool forecast: No forecast for 'Atlantis'.";
    let error = weather.forecast("Atlantis", None).await.unwrap_err();
    assert_eq!(error.chain(), text);
    weather.client().close().await;
    let closed = weather.reset().await.unwrap_err();
    assert!(matches!(closed, ClientError::Closed), "{closed:?}");
}

/// Written for any of them, and run where any future runs.
async fn plan(weather: &impl Weather) -> String {
    match weather.forecast("London", None).await {
        Ok(days) => format!("{} days, {}", days.len(), weather.alerts("NL".into()).await.unwrap()),
        Err(error) => error.to_string(),
    }
}

fn spawn<W: Weather + Send + Sync + 'static>(weather: W) -> tokio::task::JoinHandle<String> {
    tokio::spawn(async move {
        let area = weather.alerts("BE".into()).await.unwrap_or_default();
        format!("{area} {:?}", weather.forecast("London", Some(0)).await.is_err())
    })
}

/// One for tests.
struct Fake(AtomicUsize);

impl Weather for Fake {
    async fn forecast(&self, _: &str, _: Option<u8>) -> mcp::Result<Vec<Day>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Vec::new())
    }
    async fn alerts(&self, area: String) -> Result<String, ClientError> {
        Ok(area)
    }
    async fn map(&self) -> Result<Image, ClientError> {
        Err(ClientError::Closed)
    }
    async fn many(&self, _: &[Day], _: &Day, _: Unit) -> Result<u8, ClientError> {
        Ok(0)
    }
    // As it is printed, and not as it was written.
    fn reset(&self) -> impl Future<Output = Result<(), ClientError>> + Send {
        std::future::ready(Ok(()))
    }
    async fn book(&self, _: &str) -> Result<String, ClientError> {
        Ok(String::new())
    }
}

#[mcp::test]
async fn a_fake_stands_in() {
    let fake = Fake(AtomicUsize::new(0));
    assert_eq!(plan(&fake).await, "0 days, NL");
    assert_eq!(fake.0.load(Ordering::Relaxed), 1);
    assert_eq!(spawn(fake).await.unwrap(), "BE false");
    let connecting = tokio::spawn(async { WeatherClient::connect(Station).await });
    let weather = connecting.await.unwrap().unwrap();
    assert_eq!(spawn(weather.clone()).await.unwrap(), "Flood in BE. true");
    let planned = tokio::spawn(async move { plan(&weather).await }).await.unwrap();
    assert_eq!(planned, "2 days, Flood in NL.");
}

/// The server of an example, with more than the trait wants to know.
#[mcp::client]
trait Forecast {
    /// Today's forecast.
    async fn forecast(&self, city: &str, days: Option<u8>) -> Result<String, ClientError>;
}

#[mcp::test]
async fn calls_over_a_child() {
    for mode in MODES {
        let command = Command::new(example("quickstart")).arg("serve");
        let client = Client::builder().mode(mode).connect(command).await.unwrap();
        let weather = ForecastClient::new(client).await.unwrap();
        assert_eq!(
            weather.forecast("London", Some(3)).await.unwrap(),
            "Rain, for 3 more days."
        );
        assert_eq!(weather.forecast("Cairo", None).await.unwrap(), "Sun.");
        let error = weather.forecast("Atlantis", None).await.unwrap_err();
        let text = "Error executing tool forecast: No forecast for 'Atlantis'.";
        assert_eq!(error.to_string(), text);
        assert!(matches!(error, ClientError::ToolFailed(result) if result.text() == text));
        weather.client().close().await;
    }
}

/// The servers of `tests/tools/peer_server.*`.
#[mcp::client]
trait Peer {
    async fn forecast(&self, city: &str) -> Result<String, ClientError>;
    async fn book(&self, date: &str) -> Result<String, ClientError>;
    async fn count(&self) -> Result<String, ClientError>;
}

/// The same with what they do not have.
#[mcp::client]
trait NoPeer {
    async fn forecast(&self, town: u8) -> Result<Vec<Day>, ClientError>;
    async fn boook(&self) -> Result<String, ClientError>;
}

/// Servers of the Python and of the TypeScript SDK, which make schemas in their own way.
#[mcp::test]
async fn calls_of_servers_of_other_houses() {
    let python = python().map(|python| Command::new(python).arg(tool_file("peer_server.py")));
    let typescript = npm_tools().map(|npm| {
        let command = Command::new(npm.node).arg(tool_file("peer_server.mjs"));
        command.current_dir(npm.dir)
    });
    for command in [python, typescript].into_iter().flatten() {
        for mode in [Mode::Auto, Mode::Legacy] {
            let builder = Client::builder().mode(mode);
            let builder = builder.on_elicit(async |_: FormElicitation| {
                ElicitResult::accept([("confirm".to_owned(), true.into())].into_iter().collect())
            });
            let command = command.clone().on_stderr(|_| {});
            let client = builder.connect(command).await.unwrap();
            let peer = PeerClient::new(client.clone()).await.unwrap();
            assert_eq!(peer.forecast("London").await.unwrap(), "Rain.");
            let failed = peer.forecast("Atlantis").await.unwrap_err();
            assert!(matches!(failed, ClientError::ToolFailed(_)), "{failed:?}");
            assert_eq!(peer.count().await.unwrap(), "3");
            assert_eq!(peer.book("Friday").await.unwrap().to_lowercase(), "friday: true");
            let error = NoPeerClient::new(client.clone()).await.unwrap_err();
            let text = "The server differs from the trait `NoPeer`:\n\
                `forecast`: the tool has no argument `town`\n\
                `forecast`: the argument `city` is missing here, and required there (a string)\n\
                `forecast`: the result is an array here, and a string there\n\
                `boook`: there is no tool `boook`, did you mean `book`?";
            assert_eq!(error.to_string(), text);
            client.close().await;
        }
    }
}

/// A server of tools that are made at run time: names, schemas of arguments and of results.
fn odd(tools: impl IntoIterator<Item = (&'static str, Value, Option<Value>)>) -> Server {
    let mut server = Server::builder("Odd").page_size(2);
    for (name, input, output) in tools {
        let tool = Tool::new(name, input, move |arguments, _| async move {
            Ok(CallToolResult::from_text(Value::Object(arguments).to_string()))
        });
        server = server.tool(match output {
            Some(output) => tool.output_schema(output),
            None => tool,
        });
    }
    server.finish()
}

/// Everything that a trait and a server may differ in.
#[mcp::client]
trait Everything {
    async fn absent(&self) -> Result<(), ClientError>;
    #[tool(name = "get.alerts")]
    async fn alerts(&self, area: &str) -> Result<(), ClientError>;
    #[allow(clippy::too_many_arguments)]
    async fn arguments(
        &self,
        city: String,
        dayz: u8,
        level: Option<u8>,
        place: &Place,
        unit: Unit,
        words: &[&str],
        kept: f32,
    ) -> Result<(), ClientError>;
    async fn closed(&self, any: Value) -> Result<(), ClientError>;
    async fn text(&self) -> Result<String, ClientError>;
    async fn day(&self) -> Result<Day, ClientError>;
    async fn pair(&self) -> Result<(u8, String), ClientError>;
    async fn content(&self) -> Result<Image, ClientError>;
    async fn same(&self, city: &str) -> Result<BTreeMap<String, u8>, ClientError>;
}

#[mcp::data]
struct Place {
    name: String,
    north: f64,
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<u8>,
}

fn another() -> Server {
    let object =
        |members: Value, required: Value| json!({ "type": "object", "properties": members, "required": required });
    odd([
        ("get_alerts", json!({ "type": "object" }), None),
        (
            "arguments",
            json!({
                "type": "object",
                "properties": {
                    "city": { "type": "integer" },
                    "days": { "type": "integer" },
                    "level": { "$ref": "#/$defs/level" },
                    "place": { "$ref": "#/$defs/place" },
                    "unit": { "enum": ["celsius", "kelvin"] },
                    "words": { "type": "array", "items": { "anyOf": [{ "type": "integer" }, { "type": "null" }] } },
                    "kept": { "type": "number", "minimum": 3 },
                },
                "required": ["city", "level", "until"],
                "$defs": {
                    "level": { "type": "integer" },
                    "place": object(json!({
                        "name": { "type": "string", "maxLength": 3 },
                        "north": { "type": "integer" },
                        "note": { "type": "string" },
                        "left_out": { "type": "integer" },
                        "east": { "type": "number" },
                    }), json!(["name", "east"])),
                },
            }),
            None,
        ),
        (
            "closed",
            json!({ "type": "object", "properties": {}, "additionalProperties": false }),
            None,
        ),
        (
            "text",
            json!({ "type": "object" }),
            Some(object(json!({ "text": { "type": "string" } }), json!(["text"]))),
        ),
        (
            "day",
            json!({ "type": "object" }),
            Some(object(
                json!({ "rain": { "type": "boolean" }, "degrees": { "type": "string" } }),
                json!([]),
            )),
        ),
        (
            "pair",
            json!({ "type": "object" }),
            Some(object(
                json!({ "result": { "type": "array", "items": { "type": "integer" } } }),
                json!(["result"]),
            )),
        ),
        (
            "content",
            json!({ "type": "object" }),
            Some(object(json!({ "result": { "type": "string" } }), json!(["result"]))),
        ),
        (
            "same",
            object(json!({ "city": {}, "more": { "type": "null" } }), json!(["city"])),
            Some(json!({ "type": "object", "additionalProperties": { "type": "integer" } })),
        ),
    ])
}

const DIFFERENCES: &str = "\
The server differs from the trait `Everything`:
`absent`: there is no tool `absent`
`alerts`: there is no tool `get.alerts`, did you mean `get_alerts`?
`arguments`: the argument `city` is a string here, and an integer there
`arguments`: the tool has no argument `dayz`, did you mean `days`?
`arguments`: the argument `place.north` is a number here, and an integer there
`arguments`: the argument `place.note` is a string or null here, and a string there
`arguments`: the argument `place.east` is missing here, and required there (a number)
`arguments`: the argument `unit` is one of \"celsius\", \"fahrenheit\" here, and one of \"celsius\", \"kelvin\" there
`arguments`: the argument `words[]` is a string here, and an integer or null there
`arguments`: the argument `level` may be left out here, and is required there
`arguments`: the argument `until` is missing here, and required there (any value)
`closed`: the tool has no argument `any`
`text`: the result is a string here, and an object there
`day`: `degrees` of the result is an integer or null here, and a string there
`pair`: `[1]` of the result is a string here, and an integer there";

#[mcp::test]
async fn every_difference_is_told_at_once() {
    for mode in MODES {
        let client = Client::builder().mode(mode).connect(&another()).await.unwrap();
        let error = EverythingClient::new(client.clone()).await.unwrap_err();
        assert_eq!(error.to_string(), DIFFERENCES);
        assert!(!error.is_retryable() && error.code().is_none());
        let ClientError::Differs { name, differences } = error else {
            panic!("{error:?}")
        };
        assert_eq!((name, differences.len()), ("Everything", 15));
        let near = Some("get_alerts".to_owned());
        let (method, tool) = ("alerts", "get.alerts");
        assert_eq!(differences[1], Difference::NoTool { method, tool, near });
        let methods: Vec<&str> = differences.iter().map(Difference::method).collect();
        assert_eq!(methods[14], "pair");
        // Those who want to call all the same have the client.
        assert!(client.call_tool("get_alerts", ()).await.is_ok());
    }
    let error = EverythingClient::connect(&another()).await.unwrap_err();
    assert_eq!(error.to_string(), DIFFERENCES);
}

#[mcp::client]
trait Echo {
    async fn echo(&self, city: &str, day: Option<u8>, value: Value, more: Option<Option<u8>>) -> mcp::Result<Value>;
    #[tool(name = "echo")]
    #[cfg(not(unix))]
    async fn nowhere(&self, nothing: Nothing) -> Nothing;
}

/// What is not there is not sent, and a null that is there is.
#[mcp::test]
async fn arguments_are_what_is_sent() {
    let server = odd([("echo", json!({ "type": "object", "additionalProperties": true }), None)]);
    for mode in MODES {
        let seen = Arc::new(Mutex::new(0));
        let counted = seen.clone();
        let builder = Client::builder().mode(mode).without_cache();
        let builder = builder.on_message(move |text| {
            *counted.lock().unwrap() += usize::from(text.contains("\"tools\":["));
        });
        let echo = EchoClient::new(builder.connect(&server).await.unwrap()).await.unwrap();
        let sent = echo.echo("Rome", None, Value::Null, None).await.unwrap();
        assert_eq!(sent, json!({ "city": "Rome", "value": null }));
        let sent = echo.echo("", Some(1), json!([1]), Some(None)).await.unwrap();
        assert_eq!(sent, json!({ "city": "", "day": 1, "value": [1], "more": null }));
        assert_eq!(*seen.lock().unwrap(), 1, "the tools are listed once");
    }
}

/// What a schema does not say is no difference.
#[mcp::test]
async fn what_is_open_is_no_difference() {
    for input in [
        json!({ "type": "object" }),
        json!({ "type": "object", "properties": { "city": {} }, "additionalProperties": true }),
        json!({ "type": "object", "properties": { "city": {} }, "patternProperties": { "": {} } }),
        json!({ "type": "object", "additionalProperties": {} }),
        json!({ "type": "object", "$ref": "https://example.com/schemas/echo" }),
    ] {
        let server = odd([("echo", input.clone(), None)]);
        let connected = EchoClient::connect(&server).await;
        assert!(connected.is_ok(), "{input}: {}", connected.unwrap_err());
    }
}

/// What no server could take is told of the trait.
#[mcp::test]
async fn what_is_flattened_has_members() {
    #[mcp::client]
    trait Flat {
        async fn forecast(&self, #[arg(flatten)] day: Option<u8>) -> mcp::Result<String>;
    }
    let error = FlatClient::connect(Station).await.unwrap_err();
    assert!(matches!(error, ClientError::Invalid(_)), "{error:?}");
    let text = "`forecast`: the argument `day` is flattened, and has no members: it is an integer";
    assert_eq!(error.to_string(), text);
}

/// A server without tools has none of them.
#[mcp::test]
async fn a_server_without_tools() {
    #[mcp::client]
    trait Nothing {
        fn label(&self) -> &'static str {
            "nothing"
        }
    }
    for mode in MODES {
        let server = Server::builder("Empty").finish();
        let client = Client::builder().mode(mode).connect(&server).await.unwrap();
        let error = ForecastClient::new(client.clone()).await.unwrap_err();
        let text = "The server differs from the trait `Forecast`:\n`forecast`: there is no tool `forecast`";
        assert_eq!(error.to_string(), text);
        assert_eq!(NothingClient::new(client).await.unwrap().label(), "nothing");
    }
}
