//! Who wants to hear of changes hears of them: by `subscriptions/listen` of 2026-07-28, over HTTP and on stdio, and by what
//! sessions have, from one call.

use mcp::{Context, Server, StreamLimits};
use mcp_tests::http::{self, Open, Session};
use mcp_tests::local;
use mcp_tests::pipes::{Live, piped};
use mcp_tests::tools::HttpServer;
use serde_json::{Value, json};
use std::path::Path;
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
    server.stop();
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

#[test]
fn a_quiet_subscription_is_kept_alive() {
    let server = HttpServer::start_with(
        Path::new(env!("CARGO_BIN_EXE_fixture")),
        &[("FIXTURE_KEEP_ALIVE", "50")],
    );
    let stream = listen(&server, &json!(1), &json!({ "toolsListChanged": true }));
    std::thread::sleep(Duration::from_millis(500));
    server.stop();
    let body = stream.rest().body;
    assert!(body.matches(": keep-alive\n\n").count() >= 3, "{body}");
    assert!(body.ends_with("}}\n\n"), "{body}");
}

/// On stdio a subscription shares the way with everything else.
#[test]
fn a_subscription_on_stdio() {
    let mut client = Live::start(piped(env!("CARGO_BIN_EXE_fixture")));
    let meta = json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {} });
    let request = |id: Value, method: &str, mut params: Value| {
        params["_meta"] = meta.clone();
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        request.to_string().into_bytes()
    };
    let listen = |wanted: Value| json!({ "notifications": wanted });
    let touch = json!({ "name": "touch", "arguments": { "uri": "docs://home" } });
    assert_eq!(
        client.ask(&request(
            json!("a"),
            "subscriptions/listen",
            listen(json!({ "resourceSubscriptions": ["docs://home"] }))
        ))["params"]["_meta"][SUBSCRIPTION],
        "a"
    );
    assert_eq!(
        client.ask(&request(json!("a"), "subscriptions/listen", listen(json!({}))))["error"]["code"],
        -32600,
        "the id is in use"
    );
    assert_eq!(
        client.ask(&request(
            json!("b"),
            "subscriptions/listen",
            listen(json!({ "toolsListChanged": true }))
        ))["params"]["notifications"],
        json!({ "toolsListChanged": true })
    );
    client.say(&request(json!(1), "tools/call", touch.clone()));
    let update = client.hear();
    assert_eq!(
        (&update["method"], &update["params"]["_meta"][SUBSCRIPTION]),
        (&json!("notifications/resources/updated"), &json!("a"))
    );
    assert_eq!(client.hear()["id"], 1, "the call is answered after what it said");
    client.say(&request(
        json!(2),
        "tools/call",
        json!({ "name": "retool", "arguments": {} }),
    ));
    assert_eq!(client.hear()["params"]["_meta"][SUBSCRIPTION], "b");
    assert_eq!(client.hear()["id"], 2);
    // Cancelled, and then nothing more of it.
    let cancel = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": "a" } });
    assert_eq!(
        client.ask(&request(json!(3), "subscriptions/listen", listen(json!({}))))["params"]["notifications"],
        json!({})
    );
    client.say(cancel.to_string().as_bytes());
    assert_eq!(client.ask(&request(json!(4), "tools/call", touch))["id"], 4);
    assert!(client.end().is_empty());
}

/// A client that does not read for a while hears all that it was told it would hear.
#[mcp::test]
async fn nothing_is_lost_that_waits() {
    let server = Server::builder("changes").build().expect("a server");
    let service = server.clone().into_service().expect("a service");
    let uris: Vec<String> = (0..3000).map(|number| format!("docs://{number}")).collect();
    let wanted = json!({ "notifications": { "resourceSubscriptions": uris } });
    let stream = local::modern(&service, "subscriptions/listen", wanted).await;
    assert_eq!(stream.status, 200);
    for uri in &uris {
        server.resource_updated(uri);
    }
    server.end_subscriptions();
    let heard = stream.rest().await;
    assert_eq!(heard.len(), 3002, "what was granted, the news, and the answer");
    assert!(heard[3000].contains("docs://2999") && heard[3001].contains("complete"));
}

/// What a client wants to hear of is kept for it, so there is an end to it.
#[mcp::test]
async fn what_a_client_watches_is_bounded() {
    let large = "x".repeat(600_000);
    let many = |ids: std::ops::Range<usize>| ids.map(|id| json!(format!("docs://{id}"))).collect::<Vec<_>>();
    let subscribe = |(id, uri): (usize, Value)| json!({ "jsonrpc": "2.0", "id": id, "method": "resources/subscribe", "params": { "uri": uri } });
    let hello = [http::hello("2025-11-25", &json!({}))];
    let session = |uris: Vec<Value>| {
        hello
            .iter()
            .cloned()
            .chain(uris.into_iter().enumerate().map(subscribe))
            .collect()
    };
    let listen = |uris: Vec<Value>| {
        let wanted = json!({ "notifications": { "resourceSubscriptions": uris } });
        vec![local::enveloped("subscriptions/listen", wanted)]
    };
    let larges = vec![json!(large.clone()), json!(large.clone()), json!(format!("{large}y"))];
    let table: [(Vec<Value>, Value); 7] = [
        (session(many(0..4096)), Value::Null),
        (session(many(0..4097)), json!(-32603)),
        (session([many(0..4096), many(0..9)].concat()), Value::Null),
        (session(larges.clone()), json!(-32603)),
        (listen(many(0..4096)), Value::Null),
        (listen(many(0..4097)), json!(-32602)),
        (listen(larges), json!(-32602)),
    ];
    for (index, (lines, code)) in table.into_iter().enumerate() {
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let mut out = Vec::new();
        let server = Server::builder("watched").build().expect("a server");
        let served = server.serve_stream(lines.as_bytes(), &mut out, StreamLimits::default());
        served.await.expect("bytes do not fail");
        let out = String::from_utf8(out).expect("UTF-8");
        let last: Value = serde_json::from_str(out.lines().last().unwrap_or_default()).expect("an answer");
        assert_eq!(last["error"]["code"], code, "row {index}: {last}");
        let text = last["error"]["message"].as_str().unwrap_or_default();
        assert!(
            code.is_null() || text.starts_with("Subscription limit reached: at most 4096 URIs"),
            "{text}"
        );
    }
}

/// Says more than anybody reads.
#[mcp::tool]
fn flood(ctx: &Context) {
    for _ in 0..64 {
        ctx.notify(
            "notifications/message",
            &json!({ "level": "info", "data": "x".repeat(1 << 20) }),
        );
    }
}

/// What waits for a client is bounded in bytes, too: 4,096 messages may be long ones.
#[mcp::test]
async fn what_waits_is_bounded_in_bytes() {
    let service = mcp::build!("Floods", [flood]).into_service().expect("a service");
    let headers = [
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "tools/call"),
        ("mcp-name", "flood"),
    ];
    let call = local::enveloped("tools/call", json!({ "name": "flood", "arguments": {} }));
    let heard = local::send(&service, "POST", &headers, &call).await.rest().await;
    assert!(
        (15..=18).contains(&heard.len()),
        "{} MiB of 16 and the answer",
        heard.len()
    );
    assert!(heard[heard.len() - 1].contains("isError"));
}
