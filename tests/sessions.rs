//! Sessions over HTTP, as the revisions 2025-03-26 to 2025-11-25 have them: real servers, raw requests. F-numbers are the
//! fault groups.

use http_body::Body as _;
use mcp_tests::http::{self, Session, call, message};
use mcp_tests::local;
use mcp_tests::pipes::memory_now;
use mcp_tests::tools::HttpServer;
use serde_json::{Value, json};
use std::future::poll_fn;
use std::path::Path;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;
use tower_service::Service as _;

const LOST: &str = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Session not found"}}"#;

const REVISIONS: [&str; 4] = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

fn server(settings: &[(&str, &str)]) -> HttpServer {
    let settings = [&[("MCP_LOG", "info")], settings].concat();
    HttpServer::start_with(Path::new(env!("CARGO_BIN_EXE_fixture")), &settings)
}

fn text(answer: &Value) -> &str {
    answer["result"]["content"][0]["text"].as_str().unwrap_or_default()
}

fn progress_call(id: u64, tool: &str, arguments: &Value) -> String {
    let mut body = call(id, tool, arguments);
    body["params"]["_meta"] = json!({ "progressToken": id });
    body.to_string()
}

#[test]
fn a_session_from_its_first_message_to_its_last() {
    let server = server(&[]);
    for revision in REVISIONS {
        let session = Session::start(server.url(), revision);
        assert_eq!(
            session.request(1, "ping", &json!({})),
            json!({ "jsonrpc": "2.0", "id": 1, "result": {} })
        );
        let sum = session.request(
            2,
            "tools/call",
            &json!({ "name": "add", "arguments": { "a": 1, "b": 2 } }),
        );
        assert_eq!(text(&sum), "3", "{sum}");
        let structured = sum["result"].get("structuredContent").is_some();
        assert_eq!(structured, revision >= "2025-06-18", "{revision}");
        assert_eq!(sum["result"].get("resultType"), None, "it came with 2026-07-28");
        // A call that takes its time, and one that says something first.
        let slow = session.request(
            3,
            "tools/call",
            &json!({ "name": "slow", "arguments": { "milliseconds": 50 } }),
        );
        assert_eq!(text(&slow), "slow");
        let answer = session
            .open("POST", &[], &progress_call(4, "progress", &json!({})))
            .rest();
        assert_eq!(answer.header("content-type"), "text/event-stream");
        assert_eq!(
            answer.header("mcp-session-id"),
            "",
            "the client has it since the handshake"
        );
        let events = answer.events();
        assert_eq!((events.len(), text(&events[3])), (4, "done"), "{answer:?}");
        // What is of another era.
        let discover = session.request(5, "server/discover", &json!({}));
        assert_eq!(
            (&discover["error"]["code"], &discover["error"]["data"]),
            (&json!(-32601), &json!("server/discover"))
        );
        let again = session.request(
            6,
            "initialize",
            &json!({ "protocolVersion": revision, "capabilities": {},
            "clientInfo": { "name": "tests", "version": "1" } }),
        );
        assert_eq!(again["error"]["code"], -32600, "{again}");
        assert_eq!(session.open("DELETE", &[], "").rest().status, 200);
        let after = session.post(&message(7, "tools/list", &json!({})));
        assert_eq!(after.status, 404);
        assert_eq!(
            after.json(),
            json!({ "jsonrpc": "2.0", "id": null, "error": { "code": -32600, "message": "Session not found" } })
        );
        let line = format!("Rejected request with unknown or expired session ID: {}", session.id());
        assert!(server.logs(&line), "{}", server.log());
    }
    let future = http::initialize(server.url(), "2099-01-01");
    assert_eq!(future.json()["result"]["protocolVersion"], "2025-11-25");
}

#[test]
fn requests_without_a_session_are_told_what_is_missing() {
    let server = server(&[]);
    let session = Session::start(server.url(), "2025-06-18");
    let list = message(1, "tools/list", &json!({})).to_string();
    let types = [("Content-Type", "application/json"), ("Accept", "*/*")];
    let with = |more: &[(&str, &str)], body: &str| {
        let mut headers = types.to_vec();
        headers.extend(more);
        http::send(server.url(), "POST", &headers, body)
    };
    let own = session.id();
    let table = [
        (with(&[], &list), 400, -32600, "Bad Request: Missing session ID"),
        (
            with(&[("Mcp-Session-Id", "nope")], &list),
            404,
            -32600,
            "Session not found",
        ),
        (
            with(&[("Mcp-Session-Id", own), ("Mcp-Session-Id", own)], &list),
            400,
            -32600,
            "Bad Request: more than one session ID",
        ),
        (
            with(&[("Mcp-Session-Id", own)], "{"),
            400,
            -32700,
            "Parse error: EOF while parsing an object",
        ),
        (
            with(&[("Mcp-Session-Id", own)], &format!("[{list}]")),
            400,
            -32600,
            "Body must be a single JSON-RPC request or notification object",
        ),
        (
            with(&[("Mcp-Session-Id", own)], r#"{"jsonrpc":"2.0","id":1}"#),
            400,
            -32600,
            "Body must be a single JSON-RPC request or notification object",
        ),
        (
            with(&[], r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#),
            400,
            -32602,
            "Invalid request parameters: missing field `protocolVersion`",
        ),
    ];
    for (answer, status, code, message) in table {
        let error = &answer.json()["error"];
        assert_eq!(
            (answer.status, error["code"].as_i64()),
            (status, Some(code)),
            "{message}: {answer:?}"
        );
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|found| found.starts_with(message)),
            "{message}: {answer:?}"
        );
    }
    let answer = session.open("GET", &[("Accept", "application/json")], "").rest();
    assert_eq!(answer.status, 406);
    assert_eq!(
        answer.json()["error"]["message"],
        "Not Acceptable: Client must accept text/event-stream"
    );
    assert_eq!(
        session.request(9, "ping", &json!({}))["result"],
        json!({}),
        "the session is none the worse"
    );
}

/// F22: a session of 2025-03-26 has batches.
#[test]
fn a_batch_is_answered_as_one() {
    let server = server(&[]);
    let session = Session::start(server.url(), "2025-03-26");
    let batch = json!([
        message(1, "ping", &json!({})),
        { "jsonrpc": "2.0", "method": "notifications/initialized" },
        call(2, "add", &json!({ "a": 1, "b": 2 })),
        5,
        message(3, "nope", &json!({})),
        { "jsonrpc": "2.0", "id": 4, "method": "initialize", "params": {} },
    ]);
    let answers = session.post(&batch).json();
    let codes: Vec<_> = answers.as_array().map_or(vec![], |answers| {
        answers
            .iter()
            .map(|answer| (answer["id"].as_i64(), answer["error"]["code"].as_i64()))
            .collect()
    });
    assert_eq!(
        codes,
        [
            (Some(1), None),
            (Some(2), None),
            (None, Some(-32600)),
            (Some(3), Some(-32601)),
            (Some(4), Some(-32600))
        ]
    );
    let slow = json!([
        message(5, "ping", &json!({})),
        call(6, "slow", &json!({ "milliseconds": 30 }))
    ]);
    let events = session.post(&slow).events();
    assert_eq!(
        events
            .iter()
            .filter_map(|event| event["id"].as_i64())
            .collect::<Vec<_>>(),
        [5, 6]
    );
    let answer = session
        .open("POST", &[("Accept", "application/json")], &slow.to_string())
        .rest();
    assert_eq!(answer.json().as_array().map(Vec::len), Some(2));
    let twice = json!([
        call(7, "slow", &json!({ "milliseconds": 30 })),
        call(7, "slow", &json!({ "milliseconds": 30 })),
        message(8, "ping", &json!({}))
    ]);
    for _ in 0..2 {
        let answer = session
            .open("POST", &[("Accept", "application/json")], &twice.to_string())
            .rest();
        assert_eq!(answer.status, 200, "{answer:?}");
        let mut answers = answer.json().as_array().cloned().unwrap_or_default();
        answers.sort_by_key(|answer| (answer["id"].as_u64(), answer["error"].is_null()));
        assert_eq!(answers.len(), 3, "{answers:?}");
        assert_eq!(answers[0]["error"]["code"], -32600, "the id is in use");
        assert_eq!(text(&answers[1]), "slow");
        assert_eq!(answers[2]["id"], 8);
    }
    let notices = json!([{ "jsonrpc": "2.0", "method": "notifications/initialized" }]);
    assert_eq!(session.post(&notices).status, 202);
    assert_eq!(session.post(&json!([])).status, 400);
}

#[test]
fn changes_reach_a_stream_of_get_and_each_only_one() {
    let server = server(&[]);
    let session = Session::start(server.url(), "2025-11-25");
    let deaf = Session::start(server.url(), "2025-11-25");
    let uri = json!({ "uri": "docs://home" });
    assert_eq!(session.request(1, "resources/subscribe", &uri)["result"], json!({}));
    let mut first = session.listen(&[]);
    let mut second = session.listen(&[]).patience(Duration::from_millis(300));
    assert_eq!(
        (first.head.status, second.head.status),
        (200, 200),
        "a second stream displaces nothing"
    );
    let _ = deaf.request(1, "tools/call", &json!({ "name": "touch", "arguments": uri }));
    let _ = deaf.request(
        2,
        "tools/call",
        &json!({ "name": "touch", "arguments": { "uri": "docs://other" } }),
    );
    let _ = deaf.request(3, "tools/call", &json!({ "name": "retool", "arguments": {} }));
    first = first.patience(Duration::from_millis(300));
    let mut seen: Vec<String> = Vec::new();
    for stream in [&mut first, &mut second] {
        while let Some(event) = stream.event() {
            seen.push(event.data["method"].as_str().unwrap_or_default().to_owned());
        }
    }
    seen.sort();
    assert_eq!(
        seen,
        ["notifications/resources/updated", "notifications/tools/list_changed"],
        "each once"
    );
    // What happens while nobody listens waits, once however often it happens.
    drop((first, second));
    std::thread::sleep(Duration::from_millis(100));
    for id in 4..10 {
        let _ = deaf.request(id, "tools/call", &json!({ "name": "touch", "arguments": uri }));
    }
    let mut third = session.listen(&[]).patience(Duration::from_millis(500));
    assert_eq!(
        third.event().map(|event| event.data["params"].clone()),
        Some(uri.clone())
    );
    assert!(third.event().is_none());
    assert_eq!(session.request(20, "resources/unsubscribe", &uri)["result"], json!({}));
    let mut fourth = session.listen(&[]);
    assert_eq!(session.open("DELETE", &[], "").rest().status, 200);
    assert!(fourth.event().is_none(), "the stream ends with its session");
}

#[test]
fn levels_are_the_sessions() {
    let server = server(&[]);
    let count = |session: &Session, id| {
        let events = session.post(&call(id, "chatter", &json!({}))).events();
        events
            .iter()
            .filter(|event| event["method"] == "notifications/message")
            .count()
    };
    let (quiet, loud) = (
        Session::start(server.url(), "2025-06-18"),
        Session::start(server.url(), "2025-06-18"),
    );
    assert_eq!(
        quiet.request(1, "logging/setLevel", &json!({ "level": "alert" }))["result"],
        json!({})
    );
    assert_eq!(
        loud.request(1, "logging/setLevel", &json!({ "level": "debug" }))["result"],
        json!({})
    );
    assert_eq!((count(&quiet, 2), count(&loud, 2)), (2, 8));
    let refused = loud.request(3, "logging/setLevel", &json!({ "level": "shout" }));
    assert_eq!(refused["error"]["code"], -32602);
}

#[test]
fn a_stream_that_was_lost_is_resumed() {
    let server = server(&[("FIXTURE_HTTP", "events")]);
    let session = Session::start(server.url(), "2025-11-25");
    let other = Session::start(server.url(), "2025-11-25");
    let mut stream = session.open(
        "POST",
        &[],
        &progress_call(7, "let_go", &json!({ "milliseconds": 300 })),
    );
    let first = stream.event().expect("a first event");
    assert_eq!(
        (&first.data, first.retry),
        (&Value::Null, Some(200)),
        "it only has an id"
    );
    let first = first.id.expect("an id");
    let said = stream.event().expect("progress");
    assert_eq!(said.data["params"]["progress"], 1);
    assert!(stream.event().is_none(), "closed before the answer");
    // Another session cannot have it: it gets a stream of its own, on which nothing comes.
    let mut foreign = other
        .listen(&[("Last-Event-ID", &first)])
        .patience(Duration::from_millis(200));
    assert!(foreign.event().is_none());
    let last = said.id.expect("an id");
    let mut rest = session.listen(&[("Last-Event-ID", &last)]);
    let events: Vec<_> = std::iter::from_fn(|| rest.event()).collect();
    assert_eq!(events.len(), 2, "{events:?}");
    assert_eq!(events[0].data["params"]["progress"], 2);
    assert_eq!(
        (events[1].data["id"].as_i64(), text(&events[1].data)),
        (Some(7), "still here")
    );
    // And once more, from the start, after all is over.
    let mut again = session.listen(&[("Last-Event-ID", &first)]);
    let events: Vec<_> = std::iter::from_fn(|| again.event()).collect();
    assert_eq!(events.len(), 3);
    // An event that is not kept gives a stream of what comes.
    let mut unknown = session
        .listen(&[("Last-Event-ID", "999999")])
        .patience(Duration::from_millis(200));
    assert_eq!(unknown.head.status, 200);
    assert!(unknown.event().is_none());
    drop(unknown);
    // A stream of GET is resumed, too.
    let mut listening = session.listen(&[]);
    let _ = session.request(8, "tools/call", &json!({ "name": "retool", "arguments": {} }));
    let heard = listening.event().expect("a change");
    drop(listening);
    let mut back = session.listen(&[("Last-Event-ID", &heard.id.expect("an id"))]);
    std::thread::sleep(Duration::from_millis(100));
    let _ = session.request(9, "tools/call", &json!({ "name": "retool", "arguments": {} }));
    assert_eq!(
        back.event().map(|event| event.data["method"].clone()),
        Some(json!("notifications/tools/list_changed"))
    );
}

/// Until 2025-06-18 a stream may end before its client has an id to come back with, so it is not let go of.
#[test]
fn an_answer_is_not_let_go_of() {
    let server = server(&[("FIXTURE_HTTP", "events")]);
    for revision in ["2025-03-26", "2025-06-18"] {
        let session = Session::start(server.url(), revision);
        let answer = session.post(&call(1, "let_go", &json!({ "milliseconds": 30 })));
        let events = answer.events();
        assert_eq!(events.last().map(text), Some("still here"), "{revision} {answer:?}");
    }
}

/// F28: calls that do not end.
#[test]
fn the_calls_of_a_session_are_bounded() {
    let server = server(&[]);
    let session = Session::start(server.url(), "2025-03-26");
    let calls = |ids: std::ops::Range<u64>| -> String {
        let slow = |id| call(id, "slow", &json!({ "milliseconds": 60_000 }));
        Value::from(ids.map(slow).collect::<Vec<_>>()).to_string()
    };
    let _kept = session.open("POST", &[], &calls(0..1_000));
    let mut second = session
        .open("POST", &[], &calls(1_000..1_100))
        .patience(Duration::from_secs(2));
    let refused: Vec<Value> = std::iter::from_fn(|| second.event()).map(|event| event.data).collect();
    assert_eq!(refused.len(), 76, "{refused:?}");
    let due = json!({ "code": -32603, "message": "Too many calls under way in this session" });
    assert!(refused.iter().all(|answer| answer["error"] == due), "{refused:?}");
    let cancel = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } });
    assert_eq!(
        session.post(&call(2_000, "add", &json!({ "a": 1, "b": 2 }))).json()["error"],
        due
    );
    assert_eq!(session.post(&cancel).status, 202);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(
        text(&session.post(&call(2_000, "add", &json!({ "a": 1, "b": 2 }))).json()),
        "3"
    );
}

#[test]
fn going_away_is_not_cancelling_and_cancelling_is() {
    let server = server(&[]);
    let session = Session::start(server.url(), "2025-06-18");
    let slow = call(1, "slow", &json!({ "milliseconds": 60_000 })).to_string();
    let body = slow.clone();
    let waiting = session.clone();
    let call = std::thread::spawn(move || waiting.open("POST", &[], &body).rest());
    std::thread::sleep(Duration::from_millis(200));
    let twice = session.open("POST", &[], &slow).rest();
    assert_eq!(twice.json()["error"]["code"], -32600, "the id is in use");
    assert!(!server.log().contains("slow was cancelled"));
    let cancel = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } });
    assert_eq!(session.post(&cancel).status, 202);
    let answer = call.join().expect("answered").json();
    assert_eq!(
        answer["error"],
        json!({ "code": -32800, "message": "Request cancelled" })
    );
    assert!(server.logs("slow was cancelled"));
    assert_eq!(session.post(&cancel).status, 202, "of no call under way");
    // A session that ends takes its calls with it.
    let waiting = session.clone();
    let call = std::thread::spawn(move || waiting.open("POST", &[], &slow).rest());
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(session.open("DELETE", &[], "").rest().status, 200);
    let answer = call.join().expect("answered").json();
    assert_eq!(
        answer["error"]["message"],
        "Session terminated before the request completed"
    );
}

#[test]
fn without_sessions_each_request_stands_alone() {
    let server = server(&[("FIXTURE_HTTP", "stateless")]);
    let hello = http::initialize(server.url(), "2025-06-18");
    assert_eq!((hello.status, hello.header("mcp-session-id")), (200, ""));
    let types = [("Content-Type", "application/json"), ("Accept", "*/*")];
    let send = |body: &Value| http::send(server.url(), "POST", &types, &body.to_string());
    assert_eq!(text(&send(&call(1, "add", &json!({ "a": 1, "b": 2 }))).json()), "3");
    assert_eq!(
        text(&send(&call(1, "slow", &json!({ "milliseconds": 30 }))).json()),
        "slow"
    );
    let ping = message(1, "ping", &json!({})).to_string();
    let version = ("MCP-Protocol-Version", "2025-06-18");
    for (versions, status) in [(&[version][..], 200), (&[version, version][..], 400)] {
        let headers = [&types[..], versions].concat();
        let answer = http::send(server.url(), "POST", &headers, &ping);
        assert_eq!(answer.status, status, "{versions:?} {answer:?}");
    }
    let subscribe = send(&message(2, "resources/subscribe", &json!({ "uri": "docs://home" }))).json();
    let said = subscribe["error"]["message"].as_str().unwrap_or_default();
    assert!(
        said.starts_with("Cannot use resources/subscribe in stateless HTTP mode. "),
        "{subscribe}"
    );
    let capabilities = &hello.json()["result"]["capabilities"];
    assert_eq!(
        (&capabilities["resources"], &capabilities["logging"]),
        (&json!({}), &Value::Null),
        "{capabilities}"
    );
    for method in ["GET", "DELETE"] {
        let answer = http::send(server.url(), method, &types, "");
        assert_eq!((answer.status, answer.header("allow")), (405, "POST"));
    }
}

#[test]
fn json_only_is_json_only() {
    let server = server(&[("FIXTURE_HTTP", "json")]);
    let session = Session::start(server.url(), "2025-11-25");
    let answer = session
        .open(
            "POST",
            &[("Accept", "application/json")],
            &progress_call(1, "progress", &json!({})),
        )
        .rest();
    assert_eq!(
        (answer.header("content-type"), text(&answer.json())),
        ("application/json", "done")
    );
    let answer = session.open("POST", &[("Accept", "text/event-stream")], "{}").rest();
    assert_eq!(answer.status, 406);
    assert_eq!(answer.body, "Not Acceptable: Client must accept application/json");
}

/// In KB.
fn memory(server: &HttpServer) -> u64 {
    memory_now(server.id()).unwrap_or(0) / 1024
}

/// F28: clients that never end their sessions.
#[test]
fn sessions_are_bounded() {
    let server = server(&[("FIXTURE_SESSIONS", "1000")]);
    let kept = Session::start(server.url(), "2025-11-25");
    let body = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": { "protocolVersion": "2025-11-25",
        "capabilities": {}, "clientInfo": { "name": "tests", "version": "1" } } });
    let before = memory(&server);
    let mut statuses = Vec::new();
    let mut full = 0;
    for round in 0..20_000 {
        let answer = http::send(
            server.url(),
            "POST",
            &[
                ("Content-Type", "application/json"),
                ("Accept", "*/*"),
                ("Connection", "close"),
            ],
            &body.to_string(),
        );
        statuses.push(answer.status);
        if round == 1_500 {
            full = memory(&server);
        }
        if answer.status == 503 && round == 1_500 {
            assert_eq!(
                answer.json()["error"],
                json!({ "code": -32603, "message": "Too many open sessions" })
            );
        }
    }
    let after = memory(&server);
    let opened = statuses.iter().filter(|status| **status == 200).count();
    let refused = statuses.iter().filter(|status| **status == 503).count();
    assert_eq!((opened, refused), (999, 19_001));
    assert!(after < full + 2_000, "memory grew from {full} to {after} KB");
    // 999 sessions at 4 KB, and what the allocator and the listener need for so many connections.
    assert!(full < before + 4_000 + 4_000, "{} KB for 999 sessions", full - before);
    assert!(server.logs("Refusing to open a new session: 1000 sessions are already open"));
    assert_eq!(kept.request(1, "ping", &json!({}))["result"], json!({}));
}

#[test]
fn idle_sessions_end() {
    let server = server(&[("FIXTURE_SESSIONS", "2"), ("FIXTURE_IDLE", "300")]);
    let (idle, listening) = (
        Session::start(server.url(), "2025-11-25"),
        Session::start(server.url(), "2025-11-25"),
    );
    let stream = listening.listen(&[]);
    assert_eq!(http::initialize(server.url(), "2025-11-25").status, 503);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(idle.post(&message(1, "ping", &json!({}))).status, 404);
    assert_eq!(
        http::initialize(server.url(), "2025-11-25").status,
        200,
        "there is room again"
    );
    assert_eq!(
        listening.request(1, "ping", &json!({}))["result"],
        json!({}),
        "a stream is use"
    );
    drop(stream);
    assert!(server.logs("session idle timeout"), "{}", server.log());
}

/// F38: two sessions with the same ids, at the same time.
#[test]
fn sessions_do_not_cross() {
    let server = server(&[]);
    let mut threads = Vec::new();
    for name in ["a", "b"] {
        for part in 0..2 {
            let session = Session::start(server.url(), "2025-11-25");
            threads.push(std::thread::spawn(move || {
                for id in 0..2_500 {
                    let words = format!("{name}{part}-{id}");
                    let answer = session.request(
                        id,
                        "tools/call",
                        &json!({ "name": "echo", "arguments": { "text": words } }),
                    );
                    assert_eq!((answer["id"].as_u64(), text(&answer)), (Some(id), words.as_str()));
                }
            }));
        }
    }
    for thread in threads {
        thread.join().expect("no crossing");
    }
}

/// The status, the session and the body of an answer.
async fn send(
    service: &mut mcp::HttpService,
    method: &str,
    user: Option<&str>,
    session: Option<&str>,
    body: &Value,
) -> (u16, String, String) {
    let mut request = ::http::Request::builder()
        .method(method)
        .uri("/mcp")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    if let Some(session) = session {
        request = request.header("mcp-session-id", session);
    }
    if let Some(user) = user {
        request = request.extension(mcp::Principal::new(user));
    }
    let Ok(response) = service.call(request.body(body.to_string()).expect("a request")).await;
    let id = response.headers().get("mcp-session-id");
    let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    let status = response.status().as_u16();
    let mut body = std::pin::pin!(response.into_body());
    let mut out = Vec::new();
    while let Some(Ok(frame)) = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await {
        out.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data));
    }
    (status, id, String::from_utf8(out).expect("UTF-8"))
}

/// A session is its opener's: who comes as somebody else does not find it.
#[mcp::test]
async fn a_session_belongs_to_who_opened_it() {
    let server = mcp::Server::builder("mine").build().expect("a server");
    let mut service = server.into_service().expect("a service");
    let hello = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "tests", "version": "1" } } });
    let ping = message(1, "ping", &json!({}));
    for opener in [Some("ann"), None] {
        let (status, session, _) = send(&mut service, "POST", opener, None, &hello).await;
        assert_eq!((status, session.len()), (200, 32));
        for user in [Some("ann"), Some("bob"), None] {
            let (status, _, body) = send(&mut service, "POST", user, Some(&session), &ping).await;
            if user == opener {
                assert_eq!(status, 200, "{body}");
            } else {
                assert_eq!(
                    (status, body.as_str()),
                    (404, LOST),
                    "{user:?} in the session of {opener:?}"
                );
            }
        }
    }
}

/// Never end.
#[mcp::tool]
async fn wait() -> String {
    std::future::pending().await
}

/// A store that keeps nothing, and takes its time until it is let go.
#[derive(Debug, Clone, Default)]
struct SlowStore(Arc<(AtomicBool, Mutex<Option<Waker>>)>);

impl SlowStore {
    fn let_go(&self) {
        self.0.0.store(true, Ordering::SeqCst);
        let waiting = self.0.1.lock().expect("the waker").take();
        waiting.expect("somebody waits").wake();
    }
}

impl mcp::EventStore for SlowStore {
    fn append<'a>(&'a self, _: &'a str, _: &'a [u8]) -> mcp::StoreFuture<'a, String> {
        Box::pin(poll_fn(|context| {
            if self.0.0.load(Ordering::SeqCst) {
                return Poll::Ready(Ok("1".to_owned()));
            }
            *self.0.1.lock().expect("the waker") = Some(context.waker().clone());
            Poll::Pending
        }))
    }

    fn replay_after<'a>(&'a self, _: &'a str) -> mcp::StoreFuture<'a, Option<mcp::Replay>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    fn forget(&self, _: &str) {}
}

/// A call that its session ends under is told so in the words of every other.
#[mcp::test]
async fn a_session_ends_while_a_call_begins() {
    let store = SlowStore::default();
    let options = mcp::HttpOptions::new().event_store(store.clone());
    let server = mcp::build!("slow", [wait]);
    let mut service = server.into_service_with(options).expect("a service");
    let hello = http::hello("2025-11-25", &json!({}));
    let (_, session, _) = send(&mut service, "POST", None, None, &hello).await;
    let (mut other, body) = (service.clone(), call(1, "wait", &json!({})));
    let mut begins = pin!(send(&mut other, "POST", None, Some(&session), &body));
    let waits = poll_fn(|context| Poll::Ready(begins.as_mut().poll(context).is_pending())).await;
    assert!(waits, "for the store");
    let (status, ..) = send(&mut service, "DELETE", None, Some(&session), &Value::Null).await;
    assert_eq!(status, 200);
    store.let_go();
    let (status, _, body) = begins.await;
    assert_eq!((status, body.as_str()), (404, LOST));
}

/// A client whose network died comes back for its stream before the server knows: what is said from then on is for the
/// stream that it reads.
#[mcp::test]
async fn a_stream_of_get_has_one_reader() {
    let server = mcp::Server::builder("changes").build().expect("a server");
    let options = mcp::HttpOptions::new().event_store(mcp::MemoryEventStore::default());
    let service = server.clone().into_service_with(options).expect("a service");
    let session = local::session(&service, "2025-11-25").await;
    let own = [("mcp-session-id", session.as_str())];
    let mut dead = local::send(&service, "GET", &own, &Value::Null).await;
    server.tools_changed();
    let (last, heard) = dead.event().await.expect("the first change");
    assert_eq!(heard["method"], "notifications/tools/list_changed");
    // The server still writes into the connection that is dead, and learns nothing.
    let dead = tokio::spawn(dead.rest());
    tokio::task::yield_now().await;
    let back = [own[0], ("last-event-id", last.as_str())];
    let mut back = local::send(&service, "GET", &back, &Value::Null).await;
    for round in 0..8 {
        server.prompts_changed();
        // Long enough for whoever waits.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let heard = back.event().await.map(|(_, message)| message["method"].clone());
        assert_eq!(
            heard,
            Some(json!("notifications/prompts/list_changed")),
            "round {round}"
        );
    }
    assert_eq!(dead.await.ok(), Some(vec![]), "it ends, and has taken nothing");
    // Once more when the second one is gone, and from the start.
    drop(back);
    let third = [own[0], ("last-event-id", last.as_str())];
    let heard = local::send(&service, "GET", &third, &Value::Null).await.rest().await;
    assert_eq!(heard.len(), 8, "{heard:?}");
}

/// A store that never gets done with the first event it is given.
#[derive(Debug, Default)]
struct Stuck {
    kept: mcp::MemoryEventStore,
    stuck: std::sync::atomic::AtomicBool,
}

impl mcp::EventStore for Stuck {
    fn append<'a>(&'a self, stream: &'a str, message: &'a [u8]) -> mcp::StoreFuture<'a, String> {
        if self.stuck.swap(true, std::sync::atomic::Ordering::SeqCst) {
            self.kept.append(stream, message)
        } else {
            Box::pin(std::future::pending())
        }
    }

    fn replay_after<'a>(&'a self, event_id: &'a str) -> mcp::StoreFuture<'a, Option<mcp::Replay>> {
        self.kept.replay_after(event_id)
    }

    fn forget(&self, session: &str) {
        self.kept.forget(session);
    }
}

/// A client that goes away while an event is being stored finds it when it comes back.
#[mcp::test]
async fn what_was_not_stored_yet_is_not_lost() {
    let server = mcp::Server::builder("changes").build().expect("a server");
    let options = mcp::HttpOptions::new().event_store(Stuck::default());
    let service = server.clone().into_service_with(options).expect("a service");
    let session = local::session(&service, "2025-11-25").await;
    let own = [("mcp-session-id", session.as_str())];
    let mut gone = local::send(&service, "GET", &own, &Value::Null).await;
    server.tools_changed();
    server.prompts_changed();
    assert_eq!(gone.event().await, None, "it is being stored");
    drop(gone);
    let mut back = local::send(&service, "GET", &own, &Value::Null).await;
    for list in ["tools", "prompts"] {
        let heard = back.event().await.map(|(_, message)| message["method"].clone());
        assert_eq!(heard, Some(json!(format!("notifications/{list}/list_changed"))));
    }
}

/// Take a while.
#[mcp::tool]
async fn take_a_while() -> &'static str {
    tokio::time::sleep(Duration::from_millis(200)).await;
    "done"
}

/// Never end.
#[mcp::tool]
async fn never() -> String {
    std::future::pending().await
}

/// A service that is nested in somebody else's router is told to stop: what would go on for ever ends, calls do so when they
/// are done, or when their sessions are ended.
#[mcp::test]
async fn a_nested_service_can_be_told_to_stop() {
    let service = mcp::build!("Nested", [take_a_while, never])
        .into_service()
        .expect("a service");
    let session = local::session(&service, "2025-11-25").await;
    let own = [("mcp-session-id", session.as_str())];
    let listen = || local::modern(&service, "subscriptions/listen", json!({ "notifications": {} }));
    let get = || local::send(&service, "GET", &own, &Value::Null);
    let open = [listen().await, get().await];
    let calls = [call(1, "take_a_while", &json!({})), call(2, "never", &json!({}))];
    let calls = calls.map(|call| {
        let (service, session) = (service.clone(), session.clone());
        tokio::spawn(async move {
            local::send(&service, "POST", &[("mcp-session-id", &session)], &call)
                .await
                .rest()
                .await
        })
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    service.close();
    let late = [listen().await, get().await];
    for (stream, events) in open.into_iter().chain(late).zip([2, 0, 2, 0]) {
        assert!(stream.ended(events).await);
    }
    let [done, never] = calls;
    assert!(done.await.expect("no panic").concat().contains("done"));
    assert!(!never.is_finished());
    service.end_sessions();
    let answer = never.await.expect("no panic").concat();
    assert!(
        answer.contains("Session terminated before the request completed"),
        "{answer}"
    );
    assert_eq!(get().await.status, 404);
}
