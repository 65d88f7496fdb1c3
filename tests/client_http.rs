//! The client over Streamable HTTP: against servers of our own, and against scripts that say what no server should.

use mcp::client::{Authorizer, AuthorizerFuture, Challenge, Http};
use mcp::types::{ElicitResult, FormElicitation};
use mcp::{CallOptions, Client, ClientBuilder, ClientError, Mode, Revision, json};
use mcp_tests::tools::{HttpServer, example};
use mcp_tests::web_script::{Asked, Reply, WebScript, events_reply, json_reply, reply};
use serde_json::Value;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const MODERN: &str = "2026-07-28";

fn pinned() -> ClientBuilder {
    Client::builder().mode(Mode::Pinned(Revision::V2026_07_28))
}

fn legacy() -> ClientBuilder {
    Client::builder().mode(Mode::Legacy)
}

fn result(asked: &Asked, result: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": asked.body["id"], "result": result })
}

fn error(asked: &Asked, code: i32, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": asked.body["id"], "error": { "code": code, "message": message } })
}

fn done(asked: &Asked) -> Reply {
    json_reply(
        200,
        &[],
        &result(asked, &json!({ "content": [{ "type": "text", "text": "Done." }] })),
    )
}

/// What a session's server says until something is called.
fn greeting(asked: &Asked, session: &str) -> Option<Reply> {
    let greeting =
        json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "serverInfo": { "name": "s", "version": "1" } });
    match (asked.line.split(' ').next(), asked.method()) {
        (_, "initialize") => Some(json_reply(
            200,
            &[&format!("Mcp-Session-Id: {session}")],
            &result(asked, &greeting),
        )),
        (_, method) if method.starts_with("notifications/") => Some(reply(202, &[], "")),
        (Some("GET"), _) if asked.header("last-event-id").is_none() => Some(reply(405, &[], "")),
        (Some("DELETE"), _) => Some(reply(204, &[], "")),
        _ => None,
    }
}

/// A mode, and the revision that comes of it with a server of ours; everything works in both eras.
#[mcp::test]
async fn a_server_of_ours() {
    let server = HttpServer::start(Path::new(env!("CARGO_BIN_EXE_fixture")));
    for (mode, revision) in [
        (Mode::Auto, Revision::V2026_07_28),
        (Mode::Legacy, Revision::V2025_11_25),
        (Mode::Pinned(Revision::V2026_07_28), Revision::V2026_07_28),
    ] {
        let reports = Arc::new(AtomicUsize::new(0));
        let counting = reports.clone();
        let client = Client::builder()
            .mode(mode)
            .connect(server.url())
            .await
            .expect("a connection");
        assert_eq!(client.revision(), revision);
        let tools = client.all_tools().await.expect("a list");
        assert!(tools.iter().any(|tool| tool.name == "add"));
        let sum = client
            .call_tool("add", json!({ "a": 2, "b": 3 }))
            .await
            .expect("a result");
        assert_eq!(sum.text(), "5", "{mode:?}");
        // An argument that is a header too, with text that no header can carry as it is.
        let region = client
            .call_tool("region", json!({ "region": "Zürich, left " }))
            .await
            .expect("a result");
        assert!(!region.is_error, "{region:?}");
        let options = CallOptions::new().on_progress(move |_| {
            counting.fetch_add(1, Ordering::SeqCst);
        });
        client.call_tool_with("progress", (), options).await.expect("a result");
        assert!(reports.load(Ordering::SeqCst) > 0, "{mode:?}");
        let error = client
            .read_resource("nothing://here")
            .await
            .expect_err("no such resource");
        assert_eq!(error.code(), Some(-32602), "{mode:?}");
        client.close().await;
        let error = client.list_tools(None).await.expect_err("a closed connection");
        assert!(matches!(error, ClientError::Closed), "{error:?}");
    }
    let log = server.log();
    assert!(!log.contains("ERROR"), "{log}");
}

/// Many calls at once over one client, and one connection for many that come after each other.
#[mcp::test]
async fn connections_are_used_again() {
    let server = HttpServer::start(&example("hello"));
    let client = pinned().connect(server.url()).await.expect("a connection");
    let calls: Vec<_> = (0..50)
        .map(|n| {
            let client = client.clone();
            tokio::spawn(async move { client.call_tool("hello", json!({ "name": n.to_string() })).await })
        })
        .collect();
    for (n, call) in calls.into_iter().enumerate() {
        assert_eq!(
            call.await.expect("no panic").expect("a result").text(),
            format!("Hello, {n}!")
        );
    }
    let sockets = || {
        let sockets = std::fs::read_dir(format!("/proc/{}/fd", server.id())).expect("descriptors");
        sockets
            .flatten()
            .filter_map(|entry| std::fs::read_link(entry.path()).ok())
            .filter(|link| link.to_string_lossy().starts_with("socket:"))
            .count()
    };
    let before = sockets();
    for _ in 0..50 {
        client
            .call_tool("hello", json!({ "name": "Ada" }))
            .await
            .expect("a result");
    }
    assert!(sockets() <= before, "{} sockets after {before}", sockets());
}

/// The headers of both eras, and of no other.
#[mcp::test]
async fn headers() {
    let tool = json!({ "name": "naïve", "inputSchema": { "type": "object", "properties": {
        "region": { "type": "string", "x-mcp-header": "Region" }, "level": { "type": "integer", "x-mcp-header": "Level" },
        "deep": { "type": "object", "properties": { "on": { "type": "boolean", "x-mcp-header": "On" } } } } } });
    let bad = json!({ "name": "bad", "inputSchema": { "type": "object", "properties": {
        "x": { "type": "array", "x-mcp-header": "X" } } } });
    let server = WebScript::start(move |_, asked| {
        greeting(asked, "s 1").unwrap_or_else(|| match asked.method() {
            "tools/list" => json_reply(200, &[], &result(asked, &json!({ "tools": [tool, bad] }))),
            _ => done(asked),
        })
    });
    let arguments = json!({ "region": " x", "level": 7, "deep": { "on": true }, "other": "y" });
    let http = || Http::new(server.url()).header("X-Mine", "1");
    let client = pinned().connect(http()).await.expect("a connection");
    client.call_tool("naïve", &arguments).await.expect("a result");
    let listed = client.all_tools().await.expect("a list");
    assert_eq!(listed.len(), 1, "a tool with broken headers is dropped");
    client.call_tool("naïve", &arguments).await.expect("a result");
    client
        .request("tools/call", json!({ "name": "naïve", "arguments": arguments }))
        .await
        .expect("a result");
    client
        .request("tasks/get", json!({ "taskId": "t1" }))
        .await
        .expect("a result");
    client.close().await;
    let told = |asked: &Asked| {
        let known = [
            "mcp-protocol-version",
            "mcp-method",
            "mcp-name",
            "mcp-session-id",
            "x-mine",
            "mcp-param-region",
            "mcp-param-level",
            "mcp-param-on",
        ];
        let headers: Vec<_> = known
            .iter()
            .filter_map(|name| Some(format!("{name}={}", asked.header(name)?)))
            .collect();
        headers.join(" ")
    };
    let name = "mcp-name==?base64?bmHDr3Zl?=";
    let params = "mcp-param-region==?base64?IHg=?= mcp-param-level=7 mcp-param-on=true";
    let expected = [
        format!("mcp-protocol-version={MODERN} mcp-method=tools/call {name} x-mine=1"),
        format!("mcp-protocol-version={MODERN} mcp-method=tools/list x-mine=1"),
        format!("mcp-protocol-version={MODERN} mcp-method=tools/call {name} x-mine=1 {params}"),
        format!("mcp-protocol-version={MODERN} mcp-method=tools/call {name} x-mine=1 {params}"),
        format!("mcp-protocol-version={MODERN} mcp-method=tasks/get mcp-name=t1 x-mine=1"),
    ];
    assert_eq!(server.asked().iter().map(told).collect::<Vec<_>>(), expected);
    for asked in server.asked().iter() {
        assert_eq!(asked.header("accept"), Some("application/json, text/event-stream"));
        assert_eq!(asked.header("content-type"), Some("application/json"));
        assert_eq!(asked.line, "POST /mcp");
    }
    server.asked().clear();

    let client = legacy().connect(http()).await.expect("a connection");
    client.call_tool("naïve", &arguments).await.expect("a result");
    client.close().await;
    let session = "mcp-protocol-version=2025-11-25 mcp-session-id=s 1 x-mine=1";
    let expected = ["x-mine=1", session, session, session, "mcp-session-id=s 1 x-mine=1"];
    assert_eq!(server.asked().iter().map(told).collect::<Vec<_>>(), expected);
    assert_eq!(
        server.methods(),
        [
            "POST initialize",
            "POST notifications/initialized",
            "GET",
            "POST tools/call",
            "DELETE"
        ]
    );
}

/// −32020: the tools are listed once more, and the call is made once more. A list that was to be kept for longer does not
/// stand in its way.
#[mcp::test]
async fn headers_that_do_not_match() {
    for (kept, heals, outcome) in [(false, true, "Done."), (false, false, "No"), (true, true, "Done.")] {
        let server = WebScript::start(move |before, asked| {
            let mut region = json!({ "type": "string" });
            if !kept || before > 0 {
                region["x-mcp-header"] = json!("Region");
            }
            let tool = json!({ "name": "t", "inputSchema": { "type": "object", "properties": { "region": region } } });
            match asked.method() {
                "tools/list" => {
                    let ttl = if kept { 60_000 } else { 0 };
                    json_reply(200, &[], &result(asked, &json!({ "tools": [tool], "ttlMs": ttl })))
                }
                _ if heals && before > 0 && asked.header("mcp-param-region") == Some("eu") => done(asked),
                _ => json_reply(400, &[], &error(asked, -32020, "No")),
            }
        });
        let client = pinned().connect(server.url()).await.expect("a connection");
        if kept {
            client.all_tools().await.expect("a list");
            assert_eq!(server.asked().drain(..).count(), 1);
        }
        let told = client.call_tool("t", json!({ "region": "eu" })).await;
        let told = told.map_or_else(|error| error.to_string(), |result| result.text());
        assert_eq!(told, outcome);
        let asked: Vec<_> = server.asked().iter().map(|asked| asked.method().to_owned()).collect();
        assert_eq!(asked, ["tools/call", "tools/list", "tools/call"]);
    }
}

/// What a call is answered with, at 2026-07-28 and in a session, and what comes of it.
#[mcp::test]
async fn answers_that_are_none() {
    type Answer = Box<dyn Fn(&Asked) -> Reply + Send + Sync>;
    let html = "<html>".repeat(1000);
    let page = html.clone();
    let long = format!("data: {}\n\n", "x".repeat(5000));
    let table: Vec<(&str, Answer, &str)> = vec![
        (
            "a page",
            Box::new(move |_| reply(502, &["Content-Type: text/html"], &page)),
            "Server returned an error response",
        ),
        (
            "an error",
            Box::new(|asked| json_reply(400, &[], &error(asked, -32602, "Bad."))),
            "Bad.",
        ),
        (
            "an error without an id",
            Box::new(|_| {
                json_reply(
                    400,
                    &[],
                    &json!({ "jsonrpc": "2.0", "id": null, "error": { "code": -1, "message": "Huh?" } }),
                )
            }),
            "Huh?",
        ),
        (
            "an error with 200",
            Box::new(|asked| json_reply(200, &[], &error(asked, -32603, "Oh."))),
            "Oh.",
        ),
        (
            "202",
            Box::new(|_| reply(202, &[], "")),
            "The server answered a request with 202 Accepted",
        ),
        (
            "text",
            Box::new(|_| reply(200, &["Content-Type: text/plain"], "hi")),
            "Unexpected content type: text/plain",
        ),
        (
            "no type",
            Box::new(|_| reply(200, &[], "hi")),
            "Unexpected content type: ",
        ),
        (
            "no JSON",
            Box::new(|_| reply(200, &["Content-Type: application/json"], "{")),
            "The server's answer is no JSON-RPC response to the request",
        ),
        (
            "another's answer",
            Box::new(|_| json_reply(200, &[], &json!({ "jsonrpc": "2.0", "id": 999, "result": {} }))),
            "The server's answer is no JSON-RPC response to the request",
        ),
        (
            "too much",
            Box::new(move |_| reply(200, &["Content-Type: application/json"], &html)),
            "The server sent a message longer than 4096 bytes",
        ),
        (
            "too long an event",
            Box::new(move |_| events_reply(&[], &long)),
            "The server sent a message longer than 4096 bytes",
        ),
        (
            "an empty stream",
            Box::new(|_| events_reply(&[], ": hello\n\n")),
            "SSE stream ended without a response",
        ),
        (
            "nothing",
            Box::new(|_| Reply::Gone),
            "the connection to the server broke: ",
        ),
        (
            "no HTTP",
            Box::new(|_| Reply::Bytes(b"SSH-2.0-OpenSSH\r\n".to_vec())),
            "the connection to the server broke: ",
        ),
        (
            "half a body",
            Box::new(|_| {
                Reply::Bytes(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{".to_vec(),
                )
            }),
            "the connection to the server broke: ",
        ),
        (
            "another server",
            Box::new(|_| reply(307, &["Location: http://evil.example:1/mcp?token=x"], "")),
            "Redirect to http://evil.example:1/mcp not followed; use that URL as the endpoint if it is the intended server",
        ),
        (
            "another method",
            Box::new(|asked| match asked.line.as_str() {
                "POST /mcp" => reply(302, &["Location: /other"], ""),
                _ => done(asked),
            }),
            "Redirect to /other not followed; use that URL as the endpoint if it is the intended server",
        ),
        (
            "round and round",
            Box::new(|_| reply(308, &["Location: /mcp"], "")),
            "The server redirects more than 5 times",
        ),
        (
            "another place",
            Box::new(|asked| match asked.line.as_str() {
                "POST /mcp" => reply(308, &["Location: /new/mcp?x=1"], ""),
                "POST /new/mcp?x=1" => reply(307, &["Location: beside"], ""),
                "POST /new/beside" => done(asked),
                other => panic!("{other}"),
            }),
            "Done.",
        ),
        (
            "an answer among others",
            Box::new(|asked| {
                let stray = json!({ "jsonrpc": "2.0", "method": "notifications/x" });
                let done = result(asked, &json!({ "content": [{ "type": "text", "text": "Done." }] }));
                events_reply(
                    &[],
                    &format!(
                        "event: ping\ndata: no\n\ndata: {stray}\n\ndata: no JSON\n\ndata: {done}\n\ndata: {done}\n\n"
                    ),
                )
            }),
            "Done.",
        ),
    ];
    for (what, answer, outcome) in table {
        let answer = Arc::new(answer);
        for builder in [pinned(), legacy()] {
            let answer = answer.clone();
            let server = WebScript::start(move |_, asked| greeting(asked, "s").unwrap_or_else(|| answer(asked)));
            let options = CallOptions::new().timeout(Duration::from_secs(10));
            let client = builder
                .max_message(4096)
                .connect(server.url())
                .await
                .expect("a connection");
            let told = client.call_tool_with("t", (), options).await;
            if let Err(ClientError::Refused { status, body, .. }) = &told {
                assert_eq!((*status, body.len()), (502, 1024), "{what}");
                assert!(told.as_ref().is_err_and(ClientError::is_retryable));
            }
            let told = told.map_or_else(|error| error.to_string(), |result| result.text());
            assert!(told.starts_with(outcome), "{what}: {told} where {outcome} was due");
        }
    }
}

/// A URL, and why it cannot be connected to.
#[mcp::test]
async fn urls_that_cannot_be_connected_to() {
    for (url, why) in [
        ("", " cannot be connected to: it is no URL"),
        ("/mcp", "/mcp cannot be connected to: it has no host"),
        (
            "ftp://host/mcp",
            "ftp://host/mcp cannot be connected to: it is neither http:// nor https://",
        ),
        ("https://127.0.0.1:1/mcp", "cannot connect to 127.0.0.1:1: "),
        (
            "http://me:secret@host/mcp",
            "http://host/mcp cannot be connected to: credentials do not belong in a URL",
        ),
        ("http://127.0.0.1:1/mcp", "cannot connect to 127.0.0.1:1: "),
        ("http://[::1]:1/mcp", "cannot connect to [::1]:1: "),
    ] {
        let error = Client::connect(url).await.expect_err("no connection");
        assert!(error.to_string().starts_with(why), "{url}: {error}");
    }
    let error = Client::connect(Http::new("http://host/").header("a b", "c"))
        .await
        .expect_err("no header");
    assert!(error.to_string().ends_with("\"a b\" is no header"), "{error}");
    let error = Client::connect(Http::new("http://host/").header("Mcp-Name", "c"))
        .await
        .expect_err("a header of the protocol");
    assert!(
        error.to_string().ends_with("mcp-name is set by the protocol"),
        "{error}"
    );
}

/// What is shown of a URL that may have secrets in it.
#[mcp::test]
async fn what_is_shown_of_a_url() {
    for (url, shown) in [
        ("http://host/mcp?api_key=secret#secret", "http://host/mcp"),
        ("https://me:secret@host:1/mcp", "https://host:1/mcp"),
        ("https://host/@me/mcp", "https://host/@me/mcp"),
        ("https://[::1]/@me/mcp", "https://[::1]/@me/mcp"),
        ("https://me:sec/ret@host/mcp", "https://host/mcp"),
    ] {
        let server = format!("{:?}", Http::new(url));
        assert!(
            server.starts_with(&format!("Http {{ url: {shown:?},")),
            "{url}: {server}"
        );
        let server = format!("{:?}", mcp::client::Sse::new(Http::new(url)));
        assert!(!server.contains("secret") && server.contains(shown), "{url}: {server}");
        let target = format!("{:?}", mcp::client::IntoTarget::into_target(url));
        assert!(!target.contains("secret"), "{url}: {target}");
    }
}

/// What each request of Auto mode is answered with, the revision or error that comes of it, and what was asked for it.
#[mcp::test]
async fn auto_mode() {
    type Answer = Box<dyn Fn(&Asked) -> Reply + Send + Sync>;
    let modern = |asked: &Asked| {
        json_reply(
            200,
            &[],
            &result(asked, &json!({ "supportedVersions": [MODERN], "capabilities": {} })),
        )
    };
    let both: Vec<&str> = vec!["server/discover", "initialize", "notifications/initialized"];
    let table: Vec<(&str, Answer, &str, Vec<&str>)> = vec![
        ("modern", Box::new(modern), MODERN, vec!["server/discover"]),
        (
            "unknown method",
            Box::new(|asked| json_reply(404, &[], &error(asked, -32601, "?"))),
            "2025-11-25",
            both.clone(),
        ),
        (
            "no session",
            Box::new(|asked| json_reply(400, &[], &error(asked, -32600, "?"))),
            "2025-11-25",
            both.clone(),
        ),
        (
            "400",
            Box::new(|_| reply(400, &[], "Bad Request")),
            "2025-11-25",
            both.clone(),
        ),
        ("404", Box::new(|_| reply(404, &[], "")), "2025-11-25", both.clone()),
        ("405", Box::new(|_| reply(405, &[], "")), "2025-11-25", both.clone()),
        ("202", Box::new(|_| reply(202, &[], "")), "2025-11-25", both.clone()),
        (
            "not it",
            Box::new(|asked| json_reply(200, &[], &result(asked, &json!({})))),
            "2025-11-25",
            both.clone(),
        ),
        (
            "only older ones",
            Box::new(|asked| {
                json_reply(
                    200,
                    &[],
                    &result(
                        asked,
                        &json!({ "supportedVersions": ["2025-06-18"], "capabilities": {} }),
                    ),
                )
            }),
            "2025-11-25",
            both.clone(),
        ),
        (
            "busy: 408",
            Box::new(|_| reply(408, &[], "")),
            "2025-11-25",
            both.clone(),
        ),
        (
            "busy: 429",
            Box::new(|_| reply(429, &[], "")),
            "2025-11-25",
            both.clone(),
        ),
        (
            "busy: 503",
            Box::new(|_| reply(503, &[], "")),
            "2025-11-25",
            both.clone(),
        ),
        (
            "busy: an error of its own",
            Box::new(|asked| json_reply(500, &[], &error(asked, -32603, "?"))),
            "2025-11-25",
            both.clone(),
        ),
        ("no answer", Box::new(|_| Reply::Never), "2025-11-25", both.clone()),
        // Nobody is there: no reason to think of an older server.
        (
            "gone",
            Box::new(|_| Reply::Gone),
            "the connection to the server broke",
            vec!["server/discover"],
        ),
    ];
    for (what, answer, outcome, methods) in table {
        let server = WebScript::start(move |_, asked| match asked.method() {
            "server/discover" => {
                assert_eq!(asked.header("mcp-protocol-version"), Some(MODERN));
                answer(asked)
            }
            "initialize" => {
                assert_eq!(
                    asked.header("mcp-protocol-version"),
                    None,
                    "the probe's version must not leak"
                );
                greeting(asked, "s").expect("a greeting")
            }
            _ => greeting(asked, "s").unwrap_or_else(|| done(asked)),
        });
        let limit = Duration::from_millis(if what == "no answer" { 500 } else { 10_000 });
        let connect = || Client::builder().timeout(limit).connect(server.url());
        match connect().await {
            Ok(client) => {
                assert_eq!(client.revision().as_str(), outcome, "{what}");
                client.close().await;
            }
            Err(error) => assert!(error.to_string().starts_with(outcome), "{what}: {error}"),
        }
        let asked = server.methods();
        let posts: Vec<_> = asked.iter().filter_map(|asked| asked.strip_prefix("POST ")).collect();
        assert_eq!(posts, methods, "{what}: {asked:?}");
        // The next connection of this process need not ask a server with a handshake what it is, if it has shown that it is
        // one.
        if outcome == "2025-11-25" {
            server.asked().clear();
            let client = connect().await.expect("a connection");
            client.call_tool("t", ()).await.expect("a result");
            let first = if what.starts_with("busy") {
                "server/discover"
            } else {
                "initialize"
            };
            assert_eq!(server.asked()[0].method(), first, "{what}");
        }
    }
}

/// A server with a handshake that is another one the next time: what was remembered is forgotten with the first failure.
#[mcp::test]
async fn a_remembered_era_is_forgotten() {
    let stage = Arc::new(AtomicUsize::new(0));
    let at = stage.clone();
    let server = WebScript::start(move |_, asked| match (at.load(Ordering::SeqCst), asked.method()) {
        (0, "server/discover") => reply(404, &[], ""),
        (1.., "initialize") => json_reply(404, &[], &error(asked, -32601, "Method not found")),
        (1.., "server/discover") => json_reply(
            200,
            &[],
            &result(asked, &json!({ "supportedVersions": [MODERN], "capabilities": {} })),
        ),
        _ => greeting(asked, "s").unwrap_or_else(|| done(asked)),
    });
    assert_eq!(
        Client::connect(server.url()).await.expect("a session").revision(),
        Revision::V2025_11_25
    );
    stage.store(1, Ordering::SeqCst);
    Client::connect(server.url()).await.expect_err("no handshake any more");
    assert_eq!(
        Client::connect(server.url()).await.expect("a connection").revision(),
        Revision::V2026_07_28
    );
}

/// Servers behind one gateway, told apart by the query alone.
#[mcp::test]
async fn an_era_is_remembered_by_the_whole_url() {
    let server = WebScript::start(|_, asked| match (asked.line.as_str(), asked.method()) {
        ("POST /mcp?server=a", "server/discover") => reply(404, &[], ""),
        (_, "server/discover") => {
            let found = json!({ "supportedVersions": [MODERN], "capabilities": {} });
            json_reply(200, &[], &result(asked, &found))
        }
        _ => greeting(asked, "s").unwrap_or_else(|| done(asked)),
    });
    for (name, revision) in [
        ("a", Revision::V2025_11_25),
        ("b", Revision::V2026_07_28),
        ("a", Revision::V2025_11_25),
    ] {
        let url = format!("{}?server={name}", server.url());
        let client = Client::connect(url).await.expect("a connection");
        assert_eq!(client.revision(), revision, "{name}");
    }
}

/// A stream that ends before the answer is taken up again where it says how; when, and with what.
#[mcp::test]
async fn a_stream_that_is_taken_up_again() {
    let server = WebScript::start(|_, asked| {
        let answer = |id: u64| json!({ "jsonrpc": "2.0", "id": id, "result": { "content": [{ "type": "text", "text": "Done." }] } });
        greeting(asked, "s").unwrap_or_else(|| match asked.header("last-event-id") {
            None => events_reply(&[], "id: e1\nretry: 200\ndata:\n\n"),
            Some("e1") => events_reply(&[], "id: e2\ndata:\n\n"),
            // One failure in between is none.
            Some("e2") if asked.header("x-none").is_none() => {
                events_reply(&[], &format!("id: e3\ndata: {}\n\n", answer(2)))
            }
            other => panic!("{other:?}"),
        })
    });
    let client = legacy().connect(server.url()).await.expect("a connection");
    assert_eq!(client.call_tool("t", ()).await.expect("a result").text(), "Done.");
    let asked = server.asked().clone();
    let resumed: Vec<_> = asked
        .iter()
        .filter(|asked| asked.header("last-event-id").is_some())
        .collect();
    assert_eq!(resumed.len(), 2);
    let call = asked
        .iter()
        .find(|asked| asked.method() == "tools/call")
        .expect("the call");
    assert!(resumed[0].at - call.at >= Duration::from_millis(200));
    assert!(
        resumed[1].at - resumed[0].at >= Duration::from_millis(200),
        "retry holds for the whole stream"
    );
    for asked in resumed {
        assert_eq!(
            (
                asked.line.as_str(),
                asked.header("mcp-session-id"),
                asked.header("mcp-protocol-version"),
                asked.header("accept")
            ),
            ("GET /mcp", Some("s"), Some("2025-11-25"), Some("text/event-stream"))
        );
    }

    let server = WebScript::start(|_, asked| {
        greeting(asked, "s").unwrap_or_else(|| match asked.header("last-event-id") {
            None => events_reply(&[], "id: e1\nretry: 1\ndata:\n\n"),
            Some(_) => reply(500, &[], ""),
        })
    });
    let client = legacy().connect(server.url()).await.expect("a connection");
    let error = client.call_tool("t", ()).await.expect_err("no answer");
    assert_eq!(
        error.to_string(),
        "SSE stream ended and reconnection attempts were exhausted"
    );
    assert!(error.is_retryable());
}

/// Streams that end as soon as they are there, and want to be come back to at once: of a call, and of a session.
#[mcp::test]
async fn streams_that_end_at_once() {
    // What it says each time, and how often it is come back to in a second and a half, at most.
    for (said, most) in [("", 6), (": wait\n\n", 6), ("id: e\nretry: 0\ndata:\n\n", 16)] {
        let server = WebScript::start(move |_, asked| match asked.line.as_str() {
            "GET /mcp" => events_reply(&[], said),
            _ if asked.method() == "tools/call" => events_reply(&[], "id: e\nretry: 0\ndata:\n\n"),
            _ => greeting(asked, "s").expect("a reply"),
        });
        let client = legacy().connect(server.url()).await.expect("a connection");
        let options = CallOptions::new().timeout(Duration::from_millis(1500));
        let error = client.call_tool_with("t", (), options).await.expect_err("no answer");
        assert!(matches!(error, ClientError::Timeout { .. }), "{said:?}: {error:?}");
        let resumed = |by_call: bool| {
            let asked = server.asked();
            let call = asked.iter().position(|asked| asked.method() == "tools/call");
            let of_call = |asked: &&Asked| asked.header("last-event-id").is_some();
            let gets = asked.iter().filter(|asked| asked.line.starts_with("GET"));
            assert!(call.is_some());
            gets.filter(|asked| of_call(asked) == by_call).count()
        };
        let (by_call, by_session) = (resumed(true), resumed(false));
        assert!((2..=2 * most).contains(&by_call), "{said:?}: {by_call} of a call");
        assert!(by_session <= most, "{said:?}: {by_session} of a session");
    }
}

/// An answer that the server does not take is given up with the connection.
#[mcp::test]
async fn an_answer_that_is_not_taken() {
    let gone = Arc::new(AtomicUsize::new(0));
    let given_up = gone.clone();
    let server = WebScript::start(move |_, asked| {
        let ping = json!({ "jsonrpc": "2.0", "id": "q", "method": "ping" });
        match (asked.line.as_str(), asked.method()) {
            _ if asked.body["id"] == "q" => Reply::UntilGone(gone.clone()),
            (_, "tools/call") => {
                let done = result(asked, &json!({ "content": [] }));
                events_reply(&[], &format!("data: {ping}\n\ndata: {done}\n\n"))
            }
            _ => greeting(asked, "s").expect("a reply"),
        }
    });
    let client = legacy().connect(server.url()).await.expect("a connection");
    client.call_tool("t", ()).await.expect("a result");
    let started = Instant::now();
    let waits = |what: &'static str| {
        assert!(started.elapsed() < Duration::from_secs(5), "{what}");
        tokio::time::sleep(Duration::from_millis(5))
    };
    while !server.asked().iter().any(|asked| asked.body["id"] == "q") {
        waits("an answer").await;
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(given_up.load(Ordering::SeqCst), 0);
    client.close().await;
    while given_up.load(Ordering::SeqCst) == 0 {
        waits("the end of the answer").await;
    }
}

/// What a server asks in a session comes by the stream of a call, or by that of the session, and is answered by POST.
#[mcp::test]
async fn questions_of_a_session() {
    for by_call in [true, false] {
        let answered = Arc::new(Mutex::new(None::<Value>));
        let (noting, told) = (answered.clone(), answered.clone());
        let server = WebScript::start(move |_, asked| {
            let form = json!({ "message": "Who?", "requestedSchema": { "type": "object", "properties": {} } });
            let question = json!({ "jsonrpc": "2.0", "id": "q", "method": "elicitation/create", "params": form });
            let question = format!("data: {question}\n\n").into_bytes();
            let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n".to_vec();
            let ms = Duration::from_millis;
            if asked.body["id"] == "q" {
                *noting.lock().expect("no panic") = Some(asked.body.clone());
                return reply(202, &[], "");
            }
            match (asked.line.as_str(), asked.method()) {
                ("GET /mcp", _) if !by_call => {
                    Reply::Slowly(vec![(ms(0), head), (ms(100), question), (ms(3000), vec![])])
                }
                (_, "tools/call") => {
                    let done = result(asked, &json!({ "content": [{ "type": "text", "text": "Done." }] }));
                    let done = format!("data: {done}\n\n").into_bytes();
                    let first = if by_call { question } else { b": wait\n\n".to_vec() };
                    Reply::Slowly(vec![(ms(0), head), (ms(0), first), (ms(500), done)])
                }
                _ => greeting(asked, "s").unwrap_or_else(|| done(asked)),
            }
        });
        let builder = legacy().on_elicit(async |form: FormElicitation| ElicitResult::accept(form.defaults()));
        let client = builder.connect(server.url()).await.expect("a connection");
        client.call_tool("t", ()).await.expect("a result");
        let answer = told.lock().expect("no panic").clone();
        let expected = json!({ "jsonrpc": "2.0", "id": "q", "result": { "action": "accept", "content": {} } });
        assert_eq!(answer, Some(expected), "by the call's stream: {by_call}");
    }
}

/// A session that the server has forgotten is opened again once, and the call is made in the new one.
#[mcp::test]
async fn a_session_that_is_lost() {
    let lost = || {
        let body = json!({ "jsonrpc": "2.0", "id": null, "error": { "code": -32600, "message": "Session not found" } });
        json_reply(404, &[], &body)
    };
    let server = WebScript::start(move |before, asked| {
        let session = if before == 0 { "one" } else { "two" };
        greeting(asked, session).unwrap_or_else(|| match asked.header("mcp-session-id") {
            Some("two") => done(asked),
            _ => lost(),
        })
    });
    let client = legacy().connect(server.url()).await.expect("a connection");
    let calls: Vec<_> = (0..5)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.call_tool("t", ()).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.expect("no panic").expect("a result").text(), "Done.");
    }
    let greetings = server
        .methods()
        .iter()
        .filter(|method| *method == "POST initialize")
        .count();
    assert_eq!(
        greetings,
        2,
        "five calls that find the session lost open one: {:?}",
        server.methods()
    );
    client.close().await;
    let asked = server.asked().clone();
    let end = asked.last().expect("an end");
    assert_eq!(
        (end.line.as_str(), end.header("mcp-session-id")),
        ("DELETE /mcp", Some("two"))
    );

    // A server that says 404 of a method knows the session well.
    let server = WebScript::start(|_, asked| {
        greeting(asked, "s").unwrap_or_else(|| json_reply(404, &[], &error(asked, -32601, "Method not found")))
    });
    let client = legacy().connect(server.url()).await.expect("a connection");
    let unknown = client.request("x/y", ()).await.expect_err("no such method");
    assert_eq!(unknown.code(), Some(-32601));
    let greetings = server
        .methods()
        .iter()
        .filter(|method| *method == "POST initialize")
        .count();
    assert_eq!(greetings, 1, "{:?}", server.methods());

    // One that is lost again and again is told of.
    let server = WebScript::start(move |_, asked| greeting(asked, "s").unwrap_or_else(lost));
    let client = legacy().connect(server.url()).await.expect("a connection");
    let error = client.call_tool("t", ()).await.expect_err("no session");
    assert_eq!(
        (error.code(), error.to_string()),
        (Some(-32600), "Session not found".into())
    );
}

/// A reply after a while.
fn late(after: u64, reply: Reply) -> Reply {
    match reply {
        Reply::Bytes(bytes) => Reply::Slowly(vec![(Duration::from_millis(after), bytes)]),
        other => other,
    }
}

/// A lost session whose successor does not come at once, whatever becomes of the call that asks for it: the next call
/// finds one, and none is ever sent outside of a session or in one that is not begun yet.
#[mcp::test]
async fn a_session_that_is_hard_to_open_again() {
    type Answer = fn(&Asked) -> Reply;
    type Row = (&'static str, Answer, Answer, Option<u64>, u64, usize);
    let greets: Answer = |asked| greeting(asked, "two").expect("a greeting");
    let heard: Answer = |_| reply(202, &[], "");
    // What the second `initialize` and its `notifications/initialized` are answered with, how long the first call may take
    // with all its tries, when it is dropped, and the greetings it takes in all.
    let table: [Row; 7] = [
        ("refused", |_| reply(503, &[], ""), heard, None, 5000, 3),
        (
            "an error",
            |asked| json_reply(200, &["Mcp-Session-Id: bad"], &error(asked, -32603, "Oh.")),
            heard,
            None,
            5000,
            3,
        ),
        ("no answer in time", |_| Reply::Never, heard, Some(300), 5000, 3),
        (
            "given up",
            |asked| late(600, greeting(asked, "two").expect("a greeting")),
            heard,
            None,
            200,
            2,
        ),
        (
            "given up between",
            greets,
            |_| late(600, reply(202, &[], "")),
            None,
            200,
            2,
        ),
        (
            "another call meanwhile",
            |asked| late(600, greeting(asked, "two").expect("a greeting")),
            heard,
            None,
            5000,
            2,
        ),
        (
            "another call between",
            greets,
            |_| late(600, reply(202, &[], "")),
            None,
            5000,
            2,
        ),
    ];
    for (what, greets, heard, total, dropped, greetings) in table {
        let begun: Arc<Mutex<Vec<(String, Instant)>>> = Arc::default();
        let count = AtomicUsize::new(0);
        let server = WebScript::start(move |_, asked| match asked.method() {
            "initialize" => match count.fetch_add(1, Ordering::SeqCst) {
                0 => greeting(asked, "one").expect("a greeting"),
                1 => greets(asked),
                _ => greeting(asked, "three").expect("a greeting"),
            },
            "notifications/initialized" => {
                let session = asked.header("mcp-session-id").expect("a session").to_owned();
                let answer = if session == "two" {
                    heard(asked)
                } else {
                    reply(202, &[], "")
                };
                let after = if matches!(answer, Reply::Slowly(_)) { 600 } else { 0 };
                let at = Instant::now() + Duration::from_millis(after);
                begun.lock().expect("no panic").push((session, at));
                answer
            }
            "tools/call" => match asked.header("mcp-session-id") {
                Some("one") => reply(404, &[], ""),
                Some(session) => {
                    let begun = begun.lock().expect("no panic");
                    match begun
                        .iter()
                        .any(|(known, at)| known == session && *at <= Instant::now())
                    {
                        true => done(asked),
                        false => reply(400, &[], "not begun"),
                    }
                }
                None => reply(400, &[], "no session"),
            },
            _ => greeting(asked, "?").expect("a reply"),
        });
        let client = legacy().connect(server.url()).await.expect("a connection");
        let options = match total {
            Some(total) => CallOptions::new().total_timeout(Duration::from_millis(total)),
            None => CallOptions::new(),
        };
        let first = client.clone();
        let first = tokio::spawn(tokio::time::timeout(Duration::from_millis(dropped), async move {
            first.call_tool_with("t", (), options).await
        }));
        tokio::time::sleep(Duration::from_millis(400)).await;
        let second = client
            .call_tool("t", ())
            .await
            .unwrap_or_else(|error| panic!("{what}: {error:?}"));
        assert_eq!(second.text(), "Done.", "{what}");
        let first = first.await.expect("no panic");
        assert_eq!(first.is_err(), dropped < 400, "{what}: {first:?}");
        if what.starts_with("another") {
            assert!(first.is_ok_and(|first| first.is_ok()), "{what}");
        }
        let methods = server.methods();
        let greeted = methods.iter().filter(|method| *method == "POST initialize").count();
        assert_eq!(greeted, greetings, "{what}: {methods:?}");
    }
    // It ends with the client: what is said last is that the session is over.
    for closes in [true, false] {
        let server = WebScript::start(|before, asked| match asked.method() {
            "initialize" if before > 0 => Reply::Never,
            "tools/call" => reply(404, &[], ""),
            _ => greeting(asked, "one").expect("a reply"),
        });
        let client = legacy().connect(server.url()).await.expect("a connection");
        let call = client.call_tool("t", ());
        assert!(tokio::time::timeout(Duration::from_millis(200), call).await.is_err());
        match closes {
            true => client.close().await,
            false => drop(client),
        }
        let started = Instant::now();
        while server.methods().last().is_none_or(|last| last != "DELETE") {
            assert!(started.elapsed() < Duration::from_secs(5), "{:?}", server.methods());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// The time of a call, or of the client, holds for what has to be done before the request can be made, and for what has
/// no answer.
#[mcp::test]
async fn nothing_outlasts_its_time() {
    let soon = Duration::from_millis(200);
    let hangs = |on: &'static str| {
        WebScript::start(move |before, asked| match asked.method() {
            method if method == on && (before > 0 || method != "initialize") => Reply::Never,
            "tools/call" if asked.header("mcp-session-id").is_some() => reply(404, &[], ""),
            "tools/call" => json_reply(400, &[], &error(asked, -32020, "Header mismatch")),
            _ => greeting(asked, "s").expect("a reply"),
        })
    };
    let options = || CallOptions::new().timeout(soon);
    let started = Instant::now();
    let server = hangs("notifications/initialized");
    let error = legacy()
        .timeout(soon)
        .connect(server.url())
        .await
        .expect_err("a time-out");
    assert_eq!(error.to_string(), "Request 'notifications/initialized' timed out");
    for method in ["notifications/x", "notifications/roots/list_changed"] {
        let server = hangs(method);
        let client = legacy()
            .timeout(soon)
            .connect(server.url())
            .await
            .expect("a connection");
        let told = match method {
            "notifications/x" => client.notify(method, ()).await,
            _ => client.roots_changed().await,
        };
        assert!(matches!(told, Err(ClientError::Timeout { .. })), "{method}: {told:?}");
    }
    let server = hangs("initialize");
    let client = legacy().connect(server.url()).await.expect("a connection");
    let error = client.call_tool_with("t", (), options()).await.expect_err("no session");
    assert_eq!(error.to_string(), "Session terminated");
    let server = hangs("tools/list");
    let client = pinned().connect(server.url()).await.expect("a connection");
    let error = client.call_tool_with("t", (), options()).await.expect_err("no list");
    assert_eq!(error.code(), Some(-32020));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

/// The system watches the connection on which an answer is waited for: the timer of a line of `/proc/net/tcp` is that of
/// signs of life (proc_net_tcp.rst).
#[cfg(target_os = "linux")]
#[mcp::test]
async fn connections_are_watched() {
    let server = WebScript::start(|_, _| Reply::Never);
    let client = pinned().connect(server.url()).await.expect("a connection");
    let call = tokio::spawn(async move { client.call_tool("t", ()).await });
    let port = server
        .url()
        .trim_end_matches("/mcp")
        .rsplit(':')
        .next()
        .expect("a port");
    let server_end = format!(":{:04X}", port.parse::<u16>().expect("a port"));
    let is_watched = || {
        let connections = std::fs::read_to_string("/proc/self/net/tcp").expect("connections");
        let mut lines = connections
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>());
        lines.any(|line| line[2].ends_with(&server_end) && line[3] == "01" && line[5].starts_with("02:"))
    };
    let started = Instant::now();
    while !is_watched() {
        assert!(started.elapsed() < Duration::from_secs(5), "nobody watches");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    call.abort();
}

/// A call that is dropped, or takes too long: since 2026-07-28 its connection is closed, in a session the server is told.
#[mcp::test]
async fn cancellation() {
    let server = HttpServer::start(Path::new(env!("CARGO_BIN_EXE_fixture")));
    for builder in [pinned(), legacy()] {
        let client = builder.connect(server.url()).await.expect("a connection");
        let started = Instant::now();
        let options = CallOptions::new().timeout(Duration::from_millis(100));
        let slow = json!({ "milliseconds": 60_000 });
        let error = client
            .call_tool_with("slow", &slow, options)
            .await
            .expect_err("a time-out");
        assert_eq!(error.to_string(), "Request 'tools/call' timed out");
        assert!(started.elapsed() < Duration::from_secs(5));
        client
            .call_tool("add", json!({ "a": 1, "b": 2 }))
            .await
            .expect("a result");
    }
    let told = Arc::new(Mutex::new(Vec::new()));
    let noting = told.clone();
    let server = WebScript::start(move |_, asked| {
        if asked.method() == "notifications/cancelled" {
            noting.lock().expect("no panic").push(asked.body["params"].clone());
        }
        greeting(asked, "s").unwrap_or(Reply::Never)
    });
    let client = legacy().connect(server.url()).await.expect("a connection");
    let call = client.call_tool("t", ());
    assert!(tokio::time::timeout(Duration::from_millis(200), call).await.is_err());
    let started = Instant::now();
    while told.lock().expect("no panic").is_empty() {
        assert!(started.elapsed() < Duration::from_secs(5), "the server was not told");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(
        *told.lock().expect("no panic"),
        [json!({ "requestId": 2, "reason": "caller cancelled" })]
    );
}

/// Hands out `token-1`, `token-2`, …: another one each time that the one before was refused.
#[derive(Clone, Default)]
struct Keyring {
    refused: Arc<AtomicUsize>,
    challenges: Arc<Mutex<Vec<Challenge>>>,
    gives_up: bool,
}

impl Authorizer for Keyring {
    fn authorization<'a>(&'a self, _: &'a str) -> AuthorizerFuture<'a, Option<String>> {
        Box::pin(async { Ok(Some(format!("Bearer token-{}", self.refused.load(Ordering::SeqCst)))) })
    }

    fn challenged<'a>(&'a self, challenge: &'a Challenge) -> AuthorizerFuture<'a, bool> {
        Box::pin(async {
            self.challenges.lock().expect("no panic").push(challenge.clone());
            if self.gives_up {
                return Err("the user said no".into());
            }
            self.refused.fetch_add(1, Ordering::SeqCst);
            Ok(true)
        })
    }
}

/// What a server says to each token, what comes of a call, and how often it was asked. 401 and 403 are met once each.
#[mcp::test]
async fn requests_are_authorized() {
    const BEARER: &str = "WWW-Authenticate: Bearer scope=\"all\"";
    type Says = &'static [(u16, &'static [&'static str])];
    let table: [(Says, Result<&str, &str>, usize); 7] = [
        (&[(200, &[])], Ok("Done."), 0),
        (&[(401, &[BEARER]), (200, &[])], Ok("Done."), 1),
        (&[(401, &[]), (200, &[])], Ok("Done."), 1),
        (&[(401, &[BEARER]), (403, &[BEARER]), (200, &[])], Ok("Done."), 2),
        (&[(401, &[BEARER]), (401, &[BEARER])], Err("401"), 1),
        (&[(403, &[BEARER]), (403, &[BEARER])], Err("403"), 1),
        (&[(403, &[])], Err("403"), 0),
    ];
    for (says, expected, challenged) in table {
        let server = WebScript::start(move |_, asked| {
            let token = asked
                .header("authorization")
                .and_then(|token| token.strip_prefix("Bearer token-"));
            let token: usize = token.and_then(|token| token.parse().ok()).expect("a token");
            match says.get(token).copied().unwrap_or((500, &[])) {
                (200, _) => done(asked),
                (status, headers) => reply(status, headers, "no"),
            }
        });
        let keys = Keyring::default();
        let target = Http::new(server.url()).authorizer(keys.clone());
        let client = pinned().connect(target).await.expect("no traffic");
        let got = client.call_tool("any", ()).await;
        let got = got.map(|result| result.text()).map_err(|error| match error {
            ClientError::Refused { status, .. } => status.to_string(),
            other => format!("{other:?}"),
        });
        assert_eq!(got.as_deref().map_err(String::as_str), expected, "{says:?}");
        let challenges = keys.challenges.lock().expect("no panic");
        assert_eq!(challenges.len(), challenged, "{says:?}");
        assert_eq!(server.asked().len(), says.len(), "{says:?}");
        for (n, challenge) in challenges.iter().enumerate() {
            assert_eq!(challenge.authorization, Some(format!("Bearer token-{n}")));
            assert_eq!((challenge.status, challenge.url.as_str()), (says[n].0, server.url()));
            let named: Vec<_> = says[n].1.iter().filter_map(|header| header.split_once(": ")).collect();
            let named: Vec<_> = named.iter().map(|(_, value)| *value).collect();
            assert_eq!(challenge.www_authenticate, named);
            assert!(!format!("{challenge:?}").contains("token"), "{challenge:?}");
        }
    }
}

/// What is given up before it has an authorization was never asked: the server is not told that it is cancelled.
#[mcp::test]
async fn calls_that_were_never_sent() {
    struct Slow(AtomicUsize);
    impl Authorizer for Slow {
        fn authorization<'a>(&'a self, _: &'a str) -> AuthorizerFuture<'a, Option<String>> {
            let asked = self.0.fetch_add(1, Ordering::SeqCst);
            Box::pin(async move {
                // Those of the handshake, of the session's stream, and of the call.
                if asked == 3 {
                    std::future::pending::<()>().await;
                }
                Ok(None)
            })
        }
    }
    let server = WebScript::start(|_, asked| greeting(asked, "s").unwrap_or_else(|| done(asked)));
    let target = Http::new(server.url()).authorizer(Slow(AtomicUsize::new(0)));
    let client = legacy().connect(target).await.expect("a connection");
    let options = CallOptions::new().timeout(Duration::from_millis(50));
    let error = client.call_tool_with("t", (), options).await.expect_err("a time-out");
    assert!(matches!(error, ClientError::Timeout { .. }), "{error:?}");
    client.call_tool("t", ()).await.expect("a result");
    tokio::time::sleep(Duration::from_millis(100)).await;
    let methods = server.methods();
    let count = |method: &str| methods.iter().filter(|asked| *asked == method).count();
    let (cancelled, called) = (count("POST notifications/cancelled"), count("POST tools/call"));
    assert_eq!((cancelled, called), (0, 1), "{methods:?}");
}

/// An authorizer that has nothing, one that gives up, and one beside a header of its own name.
#[mcp::test]
async fn requests_that_cannot_be_authorized() {
    let server = WebScript::start(|_, _| reply(401, &[], "no"));
    let keys = Keyring {
        gives_up: true,
        ..Keyring::default()
    };
    let client = pinned()
        .connect(Http::new(server.url()).authorizer(keys.clone()))
        .await
        .expect("no traffic");
    let error = client.call_tool("any", ()).await.expect_err("no authorization");
    assert_eq!(
        error.to_string(),
        "The request could not be authorized: the user said no"
    );
    assert!(
        matches!(error, ClientError::Authorization(_)) && !error.is_retryable(),
        "{error:?}"
    );
    assert_eq!(server.asked().len(), 1);

    let target = Http::new(server.url())
        .header("Authorization", "Bearer x")
        .authorizer(keys);
    let error = pinned().connect(target).await.expect_err("two of one header");
    assert!(
        error.to_string().ends_with("authorization is what its authorizer sets"),
        "{error}"
    );

    struct Split;
    impl Authorizer for Split {
        fn authorization<'a>(&'a self, _: &'a str) -> AuthorizerFuture<'a, Option<String>> {
            Box::pin(async { Ok(Some("Bearer a\r\nx: y".into())) })
        }
    }
    let client = pinned()
        .connect(Http::new(server.url()).authorizer(Split))
        .await
        .expect("no traffic");
    let error = client.call_tool("any", ()).await.expect_err("no header");
    assert_eq!(error.to_string(), "the authorization cannot be sent in a header");
    assert_eq!(server.asked().len(), 1);

    // What stands in between may know the greeting alone. An authorizer is not asked the same once more for it.
    for (status, keys, methods) in [
        (401, None, &["POST server/discover", "POST initialize"][..]),
        (403, None, &["POST server/discover", "POST initialize"]),
        (
            401,
            Some(Keyring::default()),
            &["POST server/discover", "POST server/discover"],
        ),
    ] {
        let server = WebScript::start(move |_, _| reply(status, &[], "no"));
        let mut target = Http::new(server.url());
        if let Some(keys) = keys {
            target = target.authorizer(keys);
        }
        let error = Client::connect(target).await.expect_err("no authorization");
        assert!(
            matches!(error, ClientError::Refused { status: got, .. } if got == status),
            "{error:?}"
        );
        assert_eq!(server.methods(), methods);
    }
}
