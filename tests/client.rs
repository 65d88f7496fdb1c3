//! The client: against servers of this process, against a program, and against scripts that say what no server should.

use mcp::client::{Command, Notification};
use mcp::types::{CompletionReference, LoggingLevel, ResourceContents};
use mcp::{CallOptions, Cancel, Client, ClientError, Context, IntoServer, Mode, Revision, Server, Tool, json};
use mcp_tests::script::{Script, answer, discovered, greeted, refusal};
use serde_json::Value;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

const MODES: [Mode; 3] = [Mode::Auto, Mode::Legacy, Mode::Pinned(Revision::V2026_07_28)];

/// Add two numbers.
#[mcp::tool]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// Fail.
#[mcp::tool]
async fn fail() -> mcp::Result<String> {
    Err("No forecast for 'Atlantis'.".into())
}

/// Count to three, aloud.
#[allow(deprecated)] // Clients of older revisions know it.
#[mcp::tool]
async fn count(ctx: &Context) -> String {
    for step in 1..=3 {
        ctx.progress(f64::from(step), Some(3.0), Some("counting"));
    }
    ctx.log_from("counter", LoggingLevel::Info, "counted");
    "3".into()
}

/// Give the text back.
#[mcp::tool(output = none)]
async fn echo(text: String) -> String {
    text
}

static CANCELLED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Wait for ever, and note when nobody waits for this any more.
#[mcp::tool]
async fn endless(key: String, cancel: Cancel) -> String {
    thread::spawn(move || {
        while !cancel.is_cancelled() {
            thread::sleep(Duration::from_millis(2));
        }
        CANCELLED.lock().unwrap().push(key);
    });
    std::future::pending().await
}

/// The weather of a city.
#[mcp::resource("weather://{city}")]
fn weather(city: String) -> String {
    format!("{city}: Rain.")
}

/// The whole world's weather.
#[mcp::resource("weather://all/report")]
fn report() -> &'static str {
    "Rain."
}

fn cities(value: &str) -> Vec<String> {
    vec![format!("{value}ndon")]
}

/// Plan a trip.
#[mcp::prompt]
fn plan(#[arg(complete = cities)] city: String) -> String {
    format!("Plan a trip to {city}.")
}

fn server() -> Server {
    mcp::build!(
        "Test",
        [add, fail, count, endless, weather, report, plan],
        instructions = "Ask.",
        version = "1.2.3"
    )
}

async fn connect(mode: Mode) -> Client {
    Client::builder()
        .mode(mode)
        .connect(server())
        .await
        .expect("a server of this process")
}

/// Asks the server something again and again until `check` holds, which lets everything else go on.
async fn until(client: &Client, what: &str, check: impl Fn() -> bool) {
    let start = Instant::now();
    while !check() {
        assert!(start.elapsed() < Duration::from_secs(5), "waited too long for {what}");
        client.list_tools(None).await.expect("a list");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Polls a call once, which sends it.
async fn begun<F: Future>(mut call: Pin<&mut F>) {
    let pending = poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_pending())).await;
    assert!(pending);
}

/// A mode, the revision it ends in, and whether the server has said who it is.
#[mcp::test]
async fn modes_in_process() {
    let table = [
        (Mode::Auto, Revision::V2026_07_28, true),
        (Mode::Legacy, Revision::V2025_11_25, true),
        (Mode::Pinned(Revision::V2026_07_28), Revision::V2026_07_28, false),
    ];
    for (mode, revision, known) in table {
        let client = connect(mode).await;
        let info = client
            .server_info()
            .map(|info| (info.name.as_str(), info.version.as_str()));
        assert_eq!(
            (client.revision(), info),
            (revision, known.then_some(("Test", "1.2.3"))),
            "{mode:?}"
        );
        assert_eq!(client.instructions(), known.then_some("Ask."), "{mode:?}");
        assert_eq!(client.server_capabilities().tools.is_some(), known, "{mode:?}");
        assert_eq!(
            client.call_tool("add", json!({ "a": 2, "b": 3 })).await.unwrap().text(),
            "5",
            "{mode:?}"
        );
        client.close().await;
        let error = client.list_tools(None).await.expect_err("a closed connection");
        assert!(matches!(error, ClientError::Closed), "{error:?}");
    }
    let error = Client::builder()
        .mode(Mode::Pinned(Revision::V2025_06_18))
        .connect(server())
        .await;
    assert!(matches!(error, Err(ClientError::Invalid(text)) if text.contains("use Mode::Legacy")));
}

struct Calculator;

#[mcp::server(name = "Calculator")]
impl Calculator {
    /// Double a number.
    #[tool]
    fn double(&self, number: i64) -> i64 {
        number * 2
    }
}

fn sendable<T: Send>(value: T) -> T {
    value
}

#[mcp::test]
async fn what_can_be_connected_to() {
    let from_reference = sendable(Client::connect(&server())).await.unwrap();
    let from_value = Client::connect(Calculator).await.unwrap();
    let from_server = Client::connect(Calculator.into_server()).await.unwrap();
    assert_eq!(from_reference.all_tools().await.unwrap().len(), 4);
    for client in [from_value, from_server] {
        let call = sendable(client.call_tool("double", json!({ "number": 21 })));
        assert_eq!(call.await.unwrap().text(), "42");
    }
    let faulty = server().mount("x", Calculator).mount("x", Calculator);
    let error = Client::connect(faulty).await.expect_err("a server with a fault");
    assert_eq!(error.to_string(), "Tool already exists: x_double");
    let error = Client::connect(Command::new("/no/such/program"))
        .await
        .expect_err("no program");
    assert!(
        error.to_string().starts_with("cannot start /no/such/program: "),
        "{error}"
    );
}

#[mcp::test]
async fn tools_that_work_fail_and_are_missing() {
    for mode in MODES {
        let client = connect(mode).await;
        let result = client.call_tool("fail", ()).await.unwrap();
        assert!(
            result.is_error && result.text().contains("No forecast for 'Atlantis'."),
            "{result:?}"
        );
        let result = client.call_tool("add", json!({ "a": 1 })).await.unwrap();
        assert!(result.is_error, "{result:?}");
        let error = client.request("no/such/method", ()).await.expect_err("no such method");
        assert_eq!(
            (error.code(), error.to_string()),
            (Some(-32601), "Method not found".into()),
            "{mode:?}"
        );
        let error = client
            .read_resource("nothing://here")
            .await
            .expect_err("no such resource");
        assert_eq!(
            error.as_protocol().unwrap().data,
            Some(json!({ "uri": "nothing://here" })),
            "{mode:?}"
        );
        let error = client
            .call_tool("add", json!([1, 2]))
            .await
            .expect_err("arguments are an object");
        assert!(matches!(error, ClientError::Invalid(_)), "{error:?}");
        // Whichever of the two ways a server has to say so.
        match client.call_tool("missing", ()).await {
            Ok(result) => assert!(
                result.is_error && result.text() == "Unknown tool: missing",
                "{result:?}"
            ),
            Err(error) => assert_eq!(error.to_string(), "Unknown tool: missing"),
        }
        let error: mcp::Error = client
            .request("no/such/method", ())
            .await
            .expect_err("no such method")
            .into();
        assert_eq!(error.to_string(), "Method not found");
    }
}

#[mcp::test]
async fn resources_prompts_and_completions() {
    for mode in MODES {
        let client = connect(mode).await;
        let result = client.read_resource("weather://Cairo").await.unwrap();
        assert!(matches!(&result.contents[..], [ResourceContents::Text(text)] if text.text == "Cairo: Rain."));
        let result = client.get_prompt("plan", json!({ "city": "London" })).await.unwrap();
        assert_eq!(result.messages[0].content.as_text(), Some("Plan a trip to London."));
        let completion = client
            .complete(CompletionReference::prompt("plan"), "city", "Lo")
            .await
            .unwrap();
        assert_eq!(completion.values, ["London"]);
        assert_eq!(client.all_resources().await.unwrap()[0].uri, "weather://all/report");
        assert_eq!(
            client.all_resource_templates().await.unwrap()[0].uri_template,
            "weather://{city}"
        );
        assert_eq!(client.all_prompts().await.unwrap()[0].name, "plan");
    }
}

#[mcp::test]
async fn requests_of_the_handshake_era() {
    let client = connect(Mode::Legacy).await;
    client.ping().await.unwrap();
    client.set_logging_level(LoggingLevel::Error).await.unwrap();
    client.subscribe("weather://Cairo").await.unwrap();
    client.unsubscribe("weather://Cairo").await.unwrap();
    client.notify("notifications/roots/list_changed", ()).await.unwrap();
    let client = connect(Mode::Auto).await;
    let errors = [
        client.ping().await,
        client.set_logging_level(LoggingLevel::Error).await,
        client.subscribe("weather://Cairo").await,
        client.unsubscribe("weather://Cairo").await,
    ];
    for error in errors {
        assert!(
            matches!(
                error,
                Err(ClientError::NotInRevision {
                    revision: Revision::V2026_07_28,
                    ..
                })
            ),
            "{error:?}"
        );
    }
}

/// Reports come before the answer, to the call and to the client, and a callback that panics harms nobody.
#[mcp::test]
async fn progress_and_log_messages() {
    for mode in MODES {
        let (reports, logs) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
        let (all, said) = (reports.clone(), logs.clone());
        let client = Client::builder()
            .mode(mode)
            .on_progress(move |progress| all.lock().unwrap().push(("all", progress.progress)))
            .on_log(move |message| {
                said.lock()
                    .unwrap()
                    .push((message.logger.clone(), message.data.clone()))
            })
            .connect(server())
            .await
            .unwrap();
        let one = reports.clone();
        let options = CallOptions::new().on_progress(move |progress| {
            assert_eq!(
                (progress.total, progress.message.as_deref()),
                (Some(3.0), Some("counting"))
            );
            one.lock().unwrap().push(("one", progress.progress));
            assert!(progress.progress < 3.0, "a panic that this test wants");
        });
        let result = client.call_tool_with("count", (), options.clone()).await.unwrap();
        let expected = [
            ("one", 1.0),
            ("all", 1.0),
            ("one", 2.0),
            ("all", 2.0),
            ("one", 3.0),
            ("all", 3.0),
        ];
        assert_eq!(
            (result.text().as_str(), &reports.lock().unwrap()[..]),
            ("3", &expected[..]),
            "{mode:?}"
        );
        let counter = Some("counter".to_owned());
        assert_eq!(*logs.lock().unwrap(), [(counter, json!("counted"))], "{mode:?}");
        client.call_tool("count", ()).await.unwrap();
        assert_eq!(reports.lock().unwrap().len(), 9, "{mode:?}");
    }
}

#[mcp::test]
async fn a_dropped_call_is_cancelled() {
    for mode in MODES {
        let key = format!("dropped {mode:?}");
        let client = connect(mode).await;
        let mut call = Box::pin(client.call_tool("endless", json!({ "key": key })));
        begun(call.as_mut()).await;
        client.list_tools(None).await.expect("other requests go on");
        assert!(!CANCELLED.lock().unwrap().contains(&key));
        drop(call);
        until(&client, "the cancellation", || CANCELLED.lock().unwrap().contains(&key)).await;
    }
}

#[mcp::test]
async fn a_call_that_takes_too_long_is_cancelled() {
    for mode in MODES {
        let key = format!("timed out {mode:?}");
        let quick = Client::builder()
            .mode(mode)
            .timeout(Duration::from_millis(40))
            .connect(server())
            .await
            .unwrap();
        let options = CallOptions::new().timeout(Duration::from_millis(30));
        for (options, limit) in [(options, 30), (CallOptions::new(), 40)] {
            let call = quick.call_tool_with("endless", json!({ "key": key }), options);
            let error = call.await.expect_err("a time-out");
            assert_eq!(error.to_string(), "Request 'tools/call' timed out");
            assert!(matches!(error, ClientError::Timeout { after, .. } if after == Duration::from_millis(limit)));
        }
        until(&quick, "the cancellation", || {
            CANCELLED
                .lock()
                .unwrap()
                .iter()
                .filter(|cancelled| **cancelled == key)
                .count()
                == 2
        })
        .await;
    }
}

/// Calls under way when the client closes end at both sides.
#[mcp::test]
async fn closing_ends_what_is_under_way() {
    for mode in MODES {
        let key = format!("closed {mode:?}");
        let (client, other) = (connect(mode).await, connect(mode).await);
        let mut call = Box::pin(client.call_tool("endless", json!({ "key": key })));
        begun(call.as_mut()).await;
        client.list_tools(None).await.unwrap();
        let start = Instant::now();
        client.clone().close().await;
        assert!(
            start.elapsed() < Duration::from_secs(1),
            "the server had nothing left to do"
        );
        assert!(matches!(call.await, Err(ClientError::Closed)));
        until(&other, "the cancellation", || CANCELLED.lock().unwrap().contains(&key)).await;
    }
}

/// Hundreds of calls, each with more than a pipe holds: neither side waits for the other for ever.
#[mcp::test]
async fn many_large_calls_at_once() {
    let server = mcp::build!("Echo", [echo]);
    for mode in MODES {
        let client = Client::builder().mode(mode).connect(&server).await.unwrap();
        let text = |index: usize| format!("{index} {}", "x".repeat(index * 100));
        let mut calls: Vec<_> = (0..400)
            .map(|index| {
                (
                    index,
                    Box::pin(client.call_tool("echo", json!({ "text": text(index) }))),
                )
            })
            .collect();
        let start = Instant::now();
        poll_fn(|context| {
            calls.retain_mut(|(index, call)| match call.as_mut().poll(context) {
                Poll::Ready(result) => {
                    assert_eq!(result.expect("an answer").text(), text(*index));
                    false
                }
                Poll::Pending => true,
            });
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "{} calls are left",
                calls.len()
            );
            if calls.is_empty() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}

#[mcp::test]
async fn pages() {
    let server = mcp::build!("Pages", [add, fail, count, endless, plan], page_size = 3);
    for mode in MODES {
        let client = Client::builder().mode(mode).connect(&server).await.unwrap();
        let names = |tools: &[mcp::types::Tool]| tools.iter().map(|tool| tool.name.clone()).collect::<Vec<_>>();
        let first = client.list_tools(None).await.unwrap();
        let second = client.list_tools(first.next_cursor.as_deref()).await.unwrap();
        assert_eq!(
            (first.tools.len(), second.tools.len(), second.next_cursor),
            (3, 1, None)
        );
        let all = client.all_tools().await.unwrap();
        assert_eq!(names(&all), [names(&first.tools), names(&second.tools)].concat());
        assert_eq!(client.all_prompts().await.unwrap().len(), 1);
        let error = client
            .list_tools(Some("no cursor of this server"))
            .await
            .expect_err("a bad cursor");
        assert_eq!(error.code(), Some(-32602));
    }
}

#[mcp::test]
async fn changes_are_told() {
    let server = server();
    let heard = Arc::new(Mutex::new(Vec::<Notification>::new()));
    let hearing = heard.clone();
    let client = Client::builder()
        .mode(Mode::Legacy)
        .on_notification(move |notification| hearing.lock().unwrap().push(notification.clone()))
        .connect(&server)
        .await
        .unwrap();
    client.subscribe("weather://Cairo").await.unwrap();
    let late = Tool::new("late", json!({ "type": "object" }), |_, _| async {
        Ok("late".to_owned())
    });
    server.add_tool(late).unwrap();
    server.resource_updated("weather://Cairo");
    server.resource_updated("weather://London");
    until(&client, "two notifications", || heard.lock().unwrap().len() >= 2).await;
    let heard: Vec<_> = heard
        .lock()
        .unwrap()
        .iter()
        .map(|heard| (heard.method.clone(), Value::from(heard.params.clone())))
        .collect();
    let expected = [
        ("notifications/tools/list_changed".to_owned(), json!({})),
        (
            "notifications/resources/updated".to_owned(),
            json!({ "uri": "weather://Cairo" }),
        ),
    ];
    assert_eq!(heard, expected);
    assert_eq!(client.call_tool("late", ()).await.unwrap().text(), "late");
}

// ---- scripts ----

#[mcp::test]
async fn the_bytes_of_both_eras() {
    let list = json!({ "tools": [] });
    let call = json!({ "content": [] });
    let ask = async |client: Client| {
        client.list_tools(None).await.unwrap();
        let options = CallOptions::new()
            .meta("example.com/trace", 7)
            .meta("io.modelcontextprotocol/protocolVersion", "mine")
            .on_progress(|_| {});
        client
            .call_tool_with("add", json!({ "b": 1, "a": 2 }), options)
            .await
            .unwrap();
        client
            .request("x/y", json!({ "z": 1, "_meta": { "m": 2 } }))
            .await
            .unwrap();
        client.notify("x/z", json!({ "z": 1 })).await.unwrap();
        client.close().await;
    };

    let script = Script::new(&[
        &greeted(1, "2025-11-25"),
        "",
        &answer(2, &list),
        &answer(3, &call),
        &answer(4, &json!({})),
    ]);
    let client = Client::builder()
        .mode(Mode::Legacy)
        .client_info("me", "7")
        .connect(script.command())
        .await
        .unwrap();
    ask(client).await;
    let expected = [
        r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"me","version":"7"}}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        r#"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#,
        r#"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"add","arguments":{"a":2,"b":1},"_meta":{"example.com/trace":7,"io.modelcontextprotocol/protocolVersion":"mine","progressToken":3}}}"#,
        r#"{"jsonrpc":"2.0","id":4,"method":"x/y","params":{"z":1,"_meta":{"m":2}}}"#,
        r#"{"jsonrpc":"2.0","method":"x/z","params":{"z":1}}"#,
    ];
    assert_eq!(script.text().lines().collect::<Vec<_>>(), expected);

    let script = Script::new(&[
        &discovered(1, &["2026-07-28"]),
        &answer(2, &list),
        &answer(3, &call),
        &answer(4, &json!({})),
    ]);
    let client = Client::builder()
        .client_info("me", "7")
        .log_level(LoggingLevel::Warning)
        .connect(script.command())
        .await
        .unwrap();
    ask(client).await;
    let envelope = |more: Value| {
        let mut meta = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": { "name": "me", "version": "7" },
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/logLevel": "warning",
        });
        meta.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        meta
    };
    let plain = envelope(json!({}));
    let with_token = envelope(json!({ "example.com/trace": 7, "progressToken": 3 }));
    let arguments = json!({ "a": 2, "b": 1 });
    let expected = [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": { "_meta": plain } }),
        json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": { "_meta": plain } }),
        json!({ "jsonrpc": "2.0", "id": 3, "method": "tools/call",
            "params": { "name": "add", "arguments": arguments, "_meta": with_token } }),
        json!({ "jsonrpc": "2.0", "id": 4, "method": "x/y", "params": { "z": 1, "_meta": envelope(json!({ "m": 2 })) } }),
        json!({ "jsonrpc": "2.0", "method": "x/z", "params": { "z": 1 } }),
    ];
    assert_eq!(script.heard(), expected);
}

/// Why a request is given up, as the server reads it.
#[mcp::test]
async fn the_reasons_of_cancellations() {
    let script = Script::new(&[]);
    let builder = Client::builder().mode(Mode::Pinned(Revision::LATEST));
    let client = builder.connect(script.command()).await.unwrap();
    let options = CallOptions::new().timeout(Duration::from_millis(30));
    client.call_tool_with("x", (), options).await.expect_err("a time-out");
    let mut dropped = Box::pin(client.call_tool("y", ()));
    begun(dropped.as_mut()).await;
    drop(dropped);
    let mut closed = Box::pin(client.call_tool("z", ()));
    begun(closed.as_mut()).await;
    client.close().await;
    let heard = script.heard();
    let cancelled: Vec<_> = heard
        .iter()
        .filter(|message| message["method"] == "notifications/cancelled")
        .map(|message| &message["params"])
        .collect();
    let expected = [
        json!({ "requestId": 1, "reason": "timed out after 0.03s" }),
        json!({ "requestId": 2, "reason": "caller cancelled" }),
        json!({ "requestId": 3, "reason": "connection closed" }),
    ];
    assert_eq!(cancelled, expected.iter().collect::<Vec<_>>());
    assert_eq!(heard.len(), 6);
}

#[mcp::test]
async fn what_a_server_asks_is_answered() {
    let asked = [
        r#"{"jsonrpc":"2.0","id":"p","method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":-7,"method":"roots/list","params":{}}"#,
        r#"{"jsonrpc":"2.0","id":99,"result":{}}"#,
        "no JSON at all",
        r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":99,"progress":1}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/progress","params":[]}"#,
    ]
    .join("\n");
    // Two answers of the client and its request have come before the answer to that goes out.
    let script = Script::new(&[
        &greeted(1, "2025-11-25"),
        &asked,
        "",
        "",
        &answer(2, &json!({ "tools": [] })),
    ]);
    let client = Client::builder()
        .mode(Mode::Legacy)
        .connect(script.command())
        .await
        .unwrap();
    client.list_tools(None).await.unwrap();
    client.close().await;
    let heard = script.heard();
    let pong = json!({ "jsonrpc": "2.0", "id": "p", "result": {} });
    let error = json!({ "code": -32601, "message": "List roots not supported", "data": "roots/list" });
    assert!(heard.contains(&pong), "{heard:?}");
    assert!(
        heard.contains(&json!({ "jsonrpc": "2.0", "id": -7, "error": error })),
        "{heard:?}"
    );
}

/// Messages as one array, where the revision has that: a question, news, an answer, and what is none of them.
#[mcp::test]
async fn batches() {
    let news = r#"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"hello"}}"#;
    let ping = r#"{"jsonrpc":"2.0","id":"p","method":"ping"}"#;
    let batch = format!(" [{news},[{news}],7,{ping},{}]", answer(2, &json!({ "tools": [] })));
    for (revision, is_read) in [("2024-11-05", false), ("2025-03-26", true), ("2025-06-18", false)] {
        let script = Script::new(&[&greeted(1, revision), "", &["[]", &batch].join("\n")]);
        let said = Arc::new(Mutex::new(Vec::new()));
        let hearing = said.clone();
        let client = Client::builder()
            .mode(Mode::Legacy)
            .on_log(move |message| hearing.lock().unwrap().push(message.data.clone()))
            .timeout(Duration::from_millis(if is_read { 5000 } else { 100 }))
            .connect(script.command())
            .await
            .expect("a connection");
        assert_eq!(client.list_tools(None).await.is_ok(), is_read, "{revision}");
        client.close().await;
        let news = usize::from(is_read);
        assert_eq!(said.lock().unwrap().len(), news, "{revision}");
        let pong = json!({ "jsonrpc": "2.0", "id": "p", "result": {} });
        assert_eq!(script.heard().contains(&pong), is_read, "{revision}");
    }
}

/// What is sent instead of the answer 2, and what comes of it.
#[mcp::test]
async fn answers_that_are_none() {
    let tools = |cursor: &str| json!({ "tools": [], "nextCursor": cursor });
    let table = [
        (
            vec![r#"{"id":2,"result":{"tools":[]}}"#.to_owned()],
            "The server's answer is no JSON-RPC response: ",
        ),
        (
            vec![r#"{"jsonrpc":"2.0","id":2}"#.to_owned()],
            "The server answered with no result",
        ),
        (
            vec![r#"{"jsonrpc":"2.0","id":2,"error":{"code":"x"}}"#.to_owned()],
            "The server answered with an error that",
        ),
        (
            vec![r#"{"jsonrpc":"2.0","id":2,"error":null,"result":{"tools":[]}}"#.to_owned()],
            "fine",
        ),
        (
            vec![answer(2, &json!([]))],
            "The server's result does not fit 'tools/list': ",
        ),
        (
            vec![answer(2, &json!({ "tools": 1 }))],
            "The server's result does not fit 'tools/list': ",
        ),
        (
            vec![r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Huh?"}}"#.to_owned()],
            "Huh?",
        ),
        (
            vec![r#"{"jsonrpc":"2.0","error":{"code":-32700,"message":"Huh?"}}"#.to_owned()],
            "Huh?",
        ),
        (
            vec![
                answer(2, &tools("")),
                answer(3, &tools("b")),
                answer(4, &json!({ "tools": [] })),
            ],
            "fine",
        ),
        (
            vec![answer(2, &tools("a")), answer(3, &tools("a"))],
            "The pages of 'tools/list' have no end: ",
        ),
        (vec!["EXIT".to_owned()], "Connection closed"),
    ];
    for (answers, outcome) in table {
        let greeting = [greeted(1, "2025-11-25"), String::new()];
        let all: Vec<_> = greeting.iter().chain(&answers).map(String::as_str).collect();
        let script = Script::new(&all);
        let client = Client::builder()
            .mode(Mode::Legacy)
            .timeout(Duration::from_secs(5))
            .connect(script.command())
            .await
            .unwrap();
        let told = client
            .all_tools()
            .await
            .map_or_else(|error| error.to_string(), |_| "fine".to_owned());
        assert!(told.starts_with(outcome), "{answers:?}: {told}");
    }
    let question = json!({ "resultType": "input_required", "inputRequests": {}, "content": [] });
    let script = Script::new(&[&answer(1, &question)]);
    let pinned = Client::builder().mode(Mode::Pinned(Revision::V2026_07_28));
    let client = pinned.connect(script.command()).await.unwrap();
    let error = client.call_tool("add", ()).await.expect_err("a question");
    assert!(error.to_string().contains("input_required"), "{error}");
}

/// Who is behind the client is the user's business, not this library's.
#[mcp::test]
async fn the_client_is_the_users() {
    let script = Script::new(&[&greeted(1, "2025-11-25")]);
    let builder = Client::builder().mode(Mode::Legacy);
    builder
        .connect(script.command())
        .await
        .expect("a connection")
        .close()
        .await;
    let expected = json!({ "name": "mcp-tests", "version": env!("CARGO_PKG_VERSION") });
    assert_eq!(script.heard()[0]["params"]["clientInfo"], expected);
}

#[mcp::test]
async fn the_log_level_of_both_eras() {
    let script = Script::new(&[&greeted(1, "2025-11-25"), "", &refusal(2, -32602, &json!(null))]);
    let builder = Client::builder().mode(Mode::Legacy).log_level(LoggingLevel::Error);
    builder
        .connect(script.command())
        .await
        .expect("a server need not know the level")
        .close()
        .await;
    assert_eq!(script.heard()[2]["params"], json!({ "level": "error" }));
}

/// Every message of the server as it came, what is none included; the notification of changed roots.
#[mcp::test]
async fn raw_messages() {
    let noise = "no JSON at all";
    let script = Script::new(&[
        &greeted(1, "2025-11-25"),
        "",
        &[noise, &answer(2, &json!({}))].join("\n"),
    ]);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = heard.clone();
    let builder = Client::builder().mode(Mode::Legacy);
    let builder = builder.on_message(move |text| hearing.lock().unwrap().push(text.to_owned()));
    let client = builder.connect(script.command()).await.expect("a connection");
    client.ping().await.expect("pong");
    client.roots_changed().await.expect("told");
    client.close().await;
    let expected = [greeted(1, "2025-11-25"), noise.into(), answer(2, &json!({}))];
    assert_eq!(*heard.lock().unwrap(), expected);
    assert_eq!(
        script.heard()[3],
        json!({ "jsonrpc": "2.0", "method": "notifications/roots/list_changed" })
    );
    let modern = connect(Mode::Auto).await;
    let error = modern.roots_changed().await.expect_err("no such notification");
    assert!(matches!(error, ClientError::NotInRevision { .. }), "{error:?}");
}

/// A tool's output schema, its result, and what is said of it. Nothing that a schema refers to is ever fetched.
#[mcp::test]
async fn results_are_held_against_their_schemas() {
    let number = json!({ "type": "object", "properties": { "n": { "type": "integer" } }, "required": ["n"] });
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    nowhere.set_nonblocking(true).expect("a listener that does not wait");
    let remote = json!({ "type": "object", "properties": { "n": {
        "$ref": format!("http://{}/schema", nowhere.local_addr().expect("an address")) } } });
    let table = [
        (number.clone(), json!({ "structuredContent": { "n": 1 } }), "fine"),
        (
            number.clone(),
            json!({ "structuredContent": { "n": "1" } }),
            "Invalid structured content returned by tool t: $.n: expected",
        ),
        (
            number.clone(),
            json!({ "structuredContent": null }),
            "Invalid structured content returned by tool t: $: expected",
        ),
        (
            number.clone(),
            json!({}),
            "Tool t has an output schema but did not return structured content",
        ),
        (number, json!({ "isError": true }), "fine"),
        (remote, json!({ "structuredContent": { "n": 1 } }), "fine"),
    ];
    for (schema, mut result, outcome) in table {
        result["content"] = json!([]);
        let tool = json!({ "name": "t", "inputSchema": {}, "outputSchema": schema });
        let (call, list) = (answer(1, &result), answer(2, &json!({ "tools": [tool] })));
        let script = Script::new(&[&call, &list, &answer(3, &result)]);
        let builder = Client::builder().mode(Mode::Pinned(Revision::LATEST));
        let client = builder.connect(script.command()).await.expect("a connection");
        let unchecked = client
            .call_tool("t", ())
            .await
            .expect("a tool that was not listed is not held against anything");
        let told =
            |checked: Result<(), ClientError>| checked.map_or_else(|error| error.to_string(), |()| "fine".into());
        let by_hand = told(client.session().validate_tool_result("t", &unchecked).await);
        let by_itself = told(client.call_tool("t", ()).await.map(drop));
        assert!(
            by_hand.starts_with(outcome) && by_itself.starts_with(outcome),
            "{by_hand}, {by_itself}, {outcome}"
        );
    }
    assert!(nowhere.accept().is_err(), "somebody fetched a schema");
}

/// Which errors are worth another try, and after how long.
#[test]
fn what_is_worth_another_try() {
    let protocol = |code| ClientError::from(mcp::McpError::new(code, "No"));
    let refused = |status| ClientError::Refused {
        status,
        body: String::new(),
        retry_after: (status == 429).then_some(Duration::from_secs(7)),
    };
    let io = |kind: std::io::ErrorKind| ClientError::from(std::io::Error::from(kind));
    let busy = mcp::McpError::new(-32802, "Busy").with_data(json!({ "retryAfter": 1.5 }));
    let table = [
        (protocol(-32600), false, None),
        (protocol(-32601), false, None),
        (protocol(-32602), false, None),
        (protocol(-32603), false, None),
        (busy.into(), true, Some(Duration::from_millis(1500))),
        (refused(429), true, Some(Duration::from_secs(7))),
        (refused(503), true, None),
        (refused(401), false, None),
        (refused(421), false, None),
        (io(std::io::ErrorKind::ConnectionRefused), true, None),
        (io(std::io::ErrorKind::NotFound), false, None),
        (ClientError::Closed, true, None),
        (
            ClientError::Timeout {
                method: "x".into(),
                after: Duration::ZERO,
            },
            true,
            None,
        ),
        (ClientError::Invalid("x".into()), false, None),
        (ClientError::InputRequiredRoundsExceeded { max_rounds: 1 }, false, None),
        (ClientError::TooLarge { limit: 1 }, false, None),
    ];
    for (error, retryable, after) in table {
        assert_eq!(
            (error.is_retryable(), error.retry_after()),
            (retryable, after),
            "{error:?}"
        );
    }
}
