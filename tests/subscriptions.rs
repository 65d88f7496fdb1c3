//! Who wants to hear of changes hears of them: by `subscriptions/listen` of 2026-07-28, over HTTP and on stdio, and by what
//! sessions have, from one call.

use mcp_tests::http::{self, Open, Session};
use mcp_tests::tools::HttpServer;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

const SILENCE: Duration = Duration::from_millis(300);
const SUBSCRIPTION: &str = "io.modelcontextprotocol/subscriptionId";

fn server() -> HttpServer {
    HttpServer::start(Path::new(env!("CARGO_BIN_EXE_fixture")))
}

fn listen(server: &HttpServer, id: &Value, wanted: &Value) -> Open {
    let params = json!({ "notifications": wanted });
    http::modern(server.url(), id, "subscriptions/listen", &params, &[]).patience(Duration::from_secs(5))
}

fn tool(server: &HttpServer, name: &str, arguments: &Value) {
    let params = json!({ "name": name, "arguments": arguments });
    let answer = http::modern(server.url(), &json!(1), "tools/call", &params, &[]).rest();
    assert_eq!(answer.json()["result"]["isError"], false, "{answer:?}");
}

/// The method and parameters of the next message.
fn next(stream: &mut Open) -> (String, Value) {
    let event = stream.event().expect("a message in time");
    (
        event.data["method"].as_str().unwrap_or_default().to_owned(),
        event.data["params"].clone(),
    )
}

#[test]
fn a_subscription_over_http() {
    let server = server();
    let discover = http::modern(server.url(), &json!(1), "server/discover", &json!({}), &[])
        .rest()
        .json();
    let capabilities = &discover["result"]["capabilities"];
    assert_eq!(capabilities["tools"], json!({ "listChanged": true }));
    assert_eq!(
        capabilities["resources"],
        json!({ "listChanged": true, "subscribe": true })
    );
    let wanted = json!({ "toolsListChanged": true, "promptsListChanged": false, "resourceSubscriptions": ["docs://home"],
        "taskIds": ["unknown to this server"] });
    for id in [json!("L1"), json!(7)] {
        let mut stream = listen(&server, &id, &wanted);
        assert_eq!(
            (stream.head.status, stream.head.header("content-type")),
            (200, "text/event-stream")
        );
        assert_eq!(
            next(&mut stream),
            (
                "notifications/subscriptions/acknowledged".into(),
                json!({ "_meta": { SUBSCRIPTION: id }, "notifications":
                    { "toolsListChanged": true, "resourceSubscriptions": ["docs://home"] } })
            )
        );
        tool(&server, "touch", &json!({ "uri": "docs://other" }));
        tool(&server, "touch", &json!({ "uri": "docs://home" }));
        tool(&server, "retool", &json!({}));
        let meta = json!({ SUBSCRIPTION: id });
        assert_eq!(
            next(&mut stream),
            (
                "notifications/resources/updated".into(),
                json!({ "_meta": meta, "uri": "docs://home" })
            )
        );
        assert_eq!(
            next(&mut stream),
            ("notifications/tools/list_changed".into(), json!({ "_meta": meta }))
        );
        let mut stream = stream.patience(SILENCE);
        assert!(stream.event().is_none());
    }
    let params = json!({ "notifications": {} });
    let refused = http::modern(
        server.url(),
        &json!(1),
        "subscriptions/listen",
        &params,
        &[("Accept", "application/json")],
    );
    assert_eq!(refused.head.status, 406);
    let missing = http::modern(server.url(), &json!(1), "subscriptions/listen", &json!({}), &[]).rest();
    assert_eq!(
        (missing.status, &missing.json()["error"]["code"]),
        (400, &json!(-32602))
    );
}

#[test]
fn one_call_reaches_both_eras() {
    let server = server();
    let session = Session::start(server.url(), "2025-06-18");
    assert_eq!(
        session.request(1, "resources/subscribe", &json!({ "uri": "docs://home" }))["result"],
        json!({})
    );
    let mut old = session.listen(&[]).patience(Duration::from_secs(5));
    let mut new = listen(&server, &json!(1), &json!({ "resourceSubscriptions": ["docs://home"] }));
    assert_eq!(next(&mut new).0, "notifications/subscriptions/acknowledged");
    // From either era, too.
    tool(&server, "touch", &json!({ "uri": "docs://home" }));
    for stream in [&mut old, &mut new] {
        assert_eq!(next(stream).0, "notifications/resources/updated");
    }
    let _ = session.request(
        2,
        "tools/call",
        &json!({ "name": "touch", "arguments": { "uri": "docs://home" } }),
    );
    for stream in [&mut old, &mut new] {
        assert_eq!(next(stream).1["uri"], "docs://home");
    }
}

#[test]
fn a_server_that_stops_ends_its_subscriptions() {
    let server = server();
    let mut stream = listen(&server, &json!("last"), &json!({ "toolsListChanged": true }));
    assert_eq!(next(&mut stream).0, "notifications/subscriptions/acknowledged");
    let session = Session::start(server.url(), "2025-11-25");
    let mut get = session.listen(&[]).patience(Duration::from_secs(5));
    let started = Instant::now();
    let stopped = Command::new("kill")
        .arg(server.id().to_string())
        .status()
        .expect("kill");
    assert!(stopped.success());
    let event = stream.event().expect("a farewell");
    assert_eq!(
        event.data,
        json!({ "jsonrpc": "2.0", "id": "last", "result":
            { "resultType": "complete", "_meta": { SUBSCRIPTION: "last" } } })
    );
    assert!(stream.event().is_none() && get.event().is_none());
    assert!(
        started.elapsed() < Duration::from_secs(4),
        "nobody waits for the drain time"
    );
}

/// On stdio a subscription shares the way with everything else.
#[test]
fn a_subscription_on_stdio() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fixture"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the fixture");
    let mut input = child.stdin.take().expect("stdin");
    let mut output = BufReader::new(child.stdout.take().expect("stdout")).lines();
    let mut read = || -> Value {
        let line = output.next().expect("a line").expect("UTF-8");
        serde_json::from_str(&line).expect("JSON")
    };
    let meta = json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {} });
    let say = |input: &mut ChildStdin, id: Value, method: &str, mut params: Value| {
        params["_meta"] = meta.clone();
        writeln!(
            input,
            "{}",
            json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
        )
        .expect("written");
    };
    let listen = |wanted: Value| json!({ "notifications": wanted });
    let touch = json!({ "name": "touch", "arguments": { "uri": "docs://home" } });
    say(
        &mut input,
        json!("a"),
        "subscriptions/listen",
        listen(json!({ "resourceSubscriptions": ["docs://home"] })),
    );
    assert_eq!(read()["params"]["_meta"][SUBSCRIPTION], "a");
    say(&mut input, json!("a"), "subscriptions/listen", listen(json!({})));
    assert_eq!(read()["error"]["code"], -32600, "the id is in use");
    say(
        &mut input,
        json!("b"),
        "subscriptions/listen",
        listen(json!({ "toolsListChanged": true })),
    );
    assert_eq!(read()["params"]["notifications"], json!({ "toolsListChanged": true }));
    say(&mut input, json!(1), "tools/call", touch.clone());
    let update = read();
    assert_eq!(
        (&update["method"], &update["params"]["_meta"][SUBSCRIPTION]),
        (&json!("notifications/resources/updated"), &json!("a"))
    );
    assert_eq!(read()["id"], 1, "the call is answered after what it said");
    say(
        &mut input,
        json!(2),
        "tools/call",
        json!({ "name": "retool", "arguments": {} }),
    );
    assert_eq!(read()["params"]["_meta"][SUBSCRIPTION], "b");
    assert_eq!(read()["id"], 2);
    // Cancelled, and then nothing more of it.
    let cancel = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": "a" } });
    say(&mut input, json!(3), "subscriptions/listen", listen(json!({})));
    assert_eq!(read()["params"]["notifications"], json!({}));
    writeln!(input, "{cancel}").expect("written");
    let again = json!({ "jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": {
        "name": "touch", "arguments": { "uri": "docs://home" }, "_meta": meta } });
    writeln!(input, "{again}").expect("written");
    assert_eq!(read()["id"], 4);
    drop(input);
    assert!(output.next().is_none());
    assert!(child.wait().expect("an end").success());
}
