//! Calls from the declaration of a tool: what they send, what they give and what they fail with, in both eras.

use mcp::client::Command;
use mcp::types::{CallToolResult, ElicitResult, FormElicitation};
use mcp::{CallOptions, Client, ClientError, Elicit, Form, Image, Mode, Revision, Server, State, Text, Tool, json};
use mcp_tests::tools::example;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

const MODES: [Mode; 2] = [Mode::Pinned(Revision::V2026_07_28), Mode::Legacy];

#[mcp::data]
#[derive(Clone, Debug, PartialEq)]
struct Day {
    /// Its number.
    result: u8,
    rain: Option<bool>,
}

/// What is sent, as it comes.
#[mcp::tool]
fn sent(
    city: &str,
    #[arg(default = 1, range = 1..=14)] days: u8,
    unit: Option<String>,
    #[arg(rename = "startDay")] start_day: Day,
    State(state): State<u8>,
    #[arg(flatten)] more: Day,
) -> Vec<String> {
    let days = days + *state;
    vec![
        city.into(),
        days.to_string(),
        format!("{unit:?} {start_day:?} {more:?}"),
    ]
}

/// Data.
#[mcp::tool]
async fn day(result: u8) -> mcp::Result<Day> {
    Ok(Day { result, rain: None })
}

/// Text, twice.
#[mcp::tool]
fn text(#[arg(default = "{}")] text: String) -> Result<String, String> {
    Ok(text)
}

/// Text that is nothing else.
#[mcp::tool(output = none)]
fn plain(text: String) -> String {
    text
}

/// Data that is text alone.
#[mcp::tool(output = none)]
fn plain_day() -> Day {
    Day {
        result: 1,
        rain: Some(true),
    }
}

/// Nothing.
#[mcp::tool]
fn nothing() {}

/// Something or nothing.
#[mcp::tool]
fn maybe(some: bool) -> Option<f64> {
    some.then_some(0.5)
}

/// A map that looks like what is wrapped.
#[mcp::tool]
fn map() -> BTreeMap<&'static str, u8> {
    [("result", 3)].into()
}

/// Content.
#[mcp::tool]
fn picture() -> (Text, Image) {
    (Text("a".into()), Image::png(b"png"))
}

/// It does not work out.
#[mcp::tool]
async fn fail() -> mcp::Result<Day> {
    Err("No forecast for 'Atlantis'.".into())
}

/// It takes for ever.
#[mcp::tool]
async fn endless() {
    std::future::pending().await
}

/// What has keys that are no text is for nobody to send.
#[mcp::data]
#[derive(Debug)]
struct Odd {
    #[schemars(with = "u8")]
    map: HashMap<Vec<u8>, u8>,
}

/// Odd.
#[mcp::tool]
fn odd(odd: Odd) -> usize {
    odd.map.len()
}

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

/// Book a table.
#[mcp::tool]
fn book(#[resolve(confirmed)] answer: Confirmation, date: String, seats: Option<u8>) -> String {
    format!("{date} {} {seats:?}", answer.confirm)
}

fn server() -> Server {
    mcp::build!(
        "Typed",
        [
            sent, day, text, plain, plain_day, nothing, maybe, map, picture, fail, endless, odd, book
        ],
        state = 1_u8
    )
}

async fn clients() -> Vec<Client> {
    let mut clients = Vec::new();
    for mode in MODES {
        let builder = Client::builder().mode(mode);
        let builder = builder.on_elicit(async |form: FormElicitation| ElicitResult::accept(form.defaults()));
        clients.push(builder.connect(&server()).await.expect("a client"));
    }
    clients
}

#[mcp::test]
async fn arguments_arrive() {
    for client in clients().await {
        let first = Day { result: 1, rain: None };
        let more = Day {
            result: 2,
            rain: Some(false),
        };
        let seen = client
            .call(sent::args("London", first.clone(), more.clone()))
            .await
            .unwrap();
        assert_eq!(
            seen,
            ["London".to_owned(), "2".into(), format!("None {first:?} {more:?}")]
        );
        let call = sent::args(String::from("Cairo"), first.clone(), more.clone());
        let seen = client.call(call.unit("C").days(3).days(4)).await.unwrap();
        assert_eq!(
            seen,
            [
                "Cairo".to_owned(),
                "5".into(),
                format!("Some(\"C\") {first:?} {more:?}")
            ]
        );
    }
}

#[mcp::test]
async fn results_are_what_the_function_returns() {
    for client in clients().await {
        assert_eq!(client.call(day::args(7)).await.unwrap(), Day { result: 7, rain: None });
        for odd in ["{}", "5", "null", "\"quoted\"", ""] {
            assert_eq!(client.call(text::args().text(odd)).await.unwrap(), odd);
            assert_eq!(client.call(plain::args(odd)).await.unwrap(), odd);
        }
        let day = client.call(plain_day::args()).await.unwrap();
        assert_eq!(
            day,
            Day {
                result: 1,
                rain: Some(true)
            }
        );
        client.call(nothing::args()).await.unwrap();
        assert_eq!(client.call(maybe::args(true)).await.unwrap(), Some(0.5));
        assert_eq!(client.call(maybe::args(false)).await.unwrap(), None);
        assert_eq!(client.call(map::args()).await.unwrap()["result"], 3);
        let picture = client.call(picture::args()).await.unwrap();
        assert_eq!(picture, (Text("a".into()), Image::png(b"png")));
    }
}

#[mcp::test]
async fn failures_are_errors_with_the_text() {
    for client in clients().await {
        let text = "Error executing tool fail: No forecast for 'Atlantis'.";
        let error = client.call(fail::args()).await.unwrap_err();
        assert_eq!(error.to_string(), text);
        assert!(!error.is_retryable());
        let ClientError::ToolFailed(result) = error else {
            panic!("{error:?}")
        };
        assert_eq!(result.text(), text);
        let raw: CallToolResult = client.call_raw(fail::args()).await.unwrap();
        assert!(raw.is_error && raw.text() == text);

        let day = Day { result: 1, rain: None };
        let refused = client
            .call(sent::args("London", day.clone(), day).days(15))
            .await
            .unwrap_err();
        assert!(matches!(refused, ClientError::ToolFailed(_)), "{refused:?}");
        assert!(refused.to_string().contains("days"), "{refused}");

        let odd = Odd {
            map: [(vec![1], 1)].into(),
        };
        let unsent = client.call(odd::args(odd)).await.unwrap_err();
        assert!(matches!(unsent, ClientError::Invalid(_)), "{unsent:?}");
        assert_eq!(
            unsent.to_string(),
            "the argument 'odd' cannot be sent: key must be a string"
        );

        let options = CallOptions::new().timeout(Duration::from_millis(50));
        let late = client.call_with(endless::args(), options).await.unwrap_err();
        assert!(matches!(late, ClientError::Timeout { .. }), "{late:?}");
    }
}

/// What the server finds by itself is no argument, and what it asks is answered on the way.
#[mcp::test]
async fn resolved_arguments_are_asked_of_the_user() {
    for client in clients().await {
        let booked = client.call(book::args("2026-11-24").seats(2)).await.unwrap();
        assert_eq!(booked, "2026-11-24 true Some(2)");
    }
}

/// A server that has another tool of that name.
#[mcp::test]
async fn what_does_not_fit_is_told() {
    let other = Tool::new("day", json!({ "type": "object" }), |_, _| async {
        Ok(CallToolResult::structured(json!({ "result": "Monday" })))
    });
    let server = Server::builder("Other").tool(other).finish();
    for mode in MODES {
        let client = Client::builder().mode(mode).connect(&server).await.unwrap();
        let error = client.call(day::args(1)).await.unwrap_err();
        assert!(matches!(error, ClientError::Unexpected(_)), "{error:?}");
        let text = error.to_string();
        assert!(
            text.starts_with("The result of tool 'day' is not what it returns: invalid type"),
            "{text}"
        );
        assert!(
            client
                .call_raw(day::args(1))
                .await
                .unwrap()
                .structured_content
                .is_some()
        );
        let error = client.call(nothing::args()).await.unwrap_err();
        assert_eq!(error.to_string(), "Unknown tool: nothing");
    }
}

/// Today's forecast for one city: the function of the program that is called.
#[mcp::tool(read_only)]
fn forecast(city: String, #[arg(default = 1, range = 1..=14)] days: u8) -> mcp::Result<String> {
    unreachable!("{city} {days}")
}

#[mcp::test]
async fn over_a_child() {
    let _ = forecast;
    for mode in MODES {
        let command = Command::new(example("quickstart")).arg("serve");
        let client = Client::builder().mode(mode).connect(command).await.unwrap();
        let call = client.call(forecast::args("London").days(3));
        // It goes where any future goes.
        fn sendable<T>(future: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
            future
        }
        assert_eq!(sendable(call).await.unwrap(), "Rain, for 3 more days.");
        let failed = client.call(forecast::args("Atlantis")).await.unwrap_err();
        let text = "Error executing tool forecast: No forecast for 'Atlantis'.";
        assert_eq!(failed.to_string(), text);
        client.close().await;
    }
}

struct Weather {
    text: &'static str,
}

#[mcp::server(name = "Weather", parts(admin))]
impl Weather {
    /// Today's forecast.
    #[tool]
    async fn forecast(&self, city: &str, #[arg(default = 1)] days: u8) -> mcp::Result<String> {
        Ok(format!("{} {city} {days}", self.text))
    }
}

#[mcp::server(part = admin)]
impl Weather {
    /// Whether it is there.
    #[tool]
    fn is_there(&self) -> bool {
        true
    }
}

#[mcp::test]
async fn methods() {
    for mode in MODES {
        let client = Client::builder()
            .mode(mode)
            .connect(Weather { text: "Rain" })
            .await
            .unwrap();
        let calls = Weather::calls();
        assert_eq!(client.call(calls.forecast("London")).await.unwrap(), "Rain London 1");
        assert_eq!(
            client.call(calls.forecast("London").days(2)).await.unwrap(),
            "Rain London 2"
        );
        assert!(client.call(Weather::admin_calls().is_there()).await.unwrap());
    }
}
