//! A handler that asks in the middle of its call, on every connection there is: over the sessions that can carry a
//! question, and over what cannot.

use mcp_tests::http::{self, Open, call, message};
use mcp_tests::tools::HttpServer;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const TYPES: [(&str, &str); 2] = [
    ("Content-Type", "application/json"),
    ("Accept", "application/json, text/event-stream"),
];

/// A client that can be asked anything.
fn able() -> Value {
    json!({ "elicitation": {}, "sampling": {}, "roots": {} })
}

fn hello(revision: &str, capabilities: &Value) -> Value {
    message(
        0,
        "initialize",
        &json!({ "protocolVersion": revision, "capabilities": capabilities,
        "clientInfo": { "name": "tests", "version": "1" } }),
    )
}

/// What a client answers to a question.
fn reply(question: &Value) -> Value {
    let result = match question["method"].as_str() {
        Some("elicitation/create") => json!({ "action": "accept", "content": {} }),
        Some("sampling/createMessage") => {
            json!({ "role": "assistant", "model": "m", "content": { "type": "text", "text": "Hello." } })
        }
        Some("roots/list") => json!({ "roots": [{ "uri": "file:///a" }] }),
        Some("ping") => json!({}),
        other => panic!("no question: {other:?} {question}"),
    };
    json!({ "jsonrpc": "2.0", "id": question["id"], "result": result })
}

fn text(answer: &Value) -> &str {
    answer["result"]["content"][0]["text"].as_str().unwrap_or_default()
}

const NO_ELICITATION: &str = "Elicitation not supported; Hello.; 1 roots; pong";
const UNABLE: &str = "Elicitation not supported; Sampling not supported; List roots not supported; pong";
const ALL: &str = "Accept; Hello.; 1 roots; pong";
const NO_WAY: &str = "Cannot send 'elicitation/create': this transport context has no back-channel for server-initiated \
                      requests.; Cannot send 'sampling/createMessage': this transport context has no back-channel for \
                      server-initiated requests.; Cannot send 'roots/list': this transport context has no back-channel \
                      for server-initiated requests.; Cannot send 'ping': this transport context has no back-channel for \
                      server-initiated requests.";

#[test]
fn on_stdio() {
    for (revision, capabilities, said) in [
        ("2024-11-05", able(), NO_ELICITATION),
        ("2025-03-26", able(), NO_ELICITATION),
        ("2025-06-18", able(), ALL),
        ("2025-11-25", able(), ALL),
        ("2025-11-25", json!({}), UNABLE),
        (
            "2025-11-25",
            json!({ "elicitation": { "url": {} }, "sampling": {}, "roots": {} }),
            NO_ELICITATION,
        ),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fixture"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the fixture");
        let mut input = child.stdin.take().expect("stdin");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines();
        let mut read =
            || -> Value { serde_json::from_str(&lines.next().expect("a line").expect("UTF-8")).expect("JSON") };
        writeln!(input, "{}", hello(revision, &capabilities)).expect("written");
        assert_eq!(read()["result"]["protocolVersion"], revision);
        writeln!(input, "{}", call(1, "ask_all", &json!({}))).expect("written");
        let answer = loop {
            let message = read();
            if message["method"].is_string() {
                // An answer to nothing is ignored, and so is a second one.
                writeln!(input, "{}", json!({ "jsonrpc": "2.0", "id": 999, "result": {} })).expect("written");
                writeln!(input, "{}", reply(&message)).expect("written");
                writeln!(input, "{}", reply(&message)).expect("written");
            } else {
                break message;
            }
        };
        assert_eq!((answer["id"].as_u64(), text(&answer)), (Some(1), said), "{revision}");
        // A client that leaves without an answer.
        writeln!(input, "{}", call(2, "ask_all", &json!({}))).expect("written");
        let _ = read();
        drop(input);
        let answer = std::iter::from_fn(|| lines.next())
            .last()
            .expect("an answer")
            .expect("UTF-8");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        assert!(text(&answer).contains("Connection closed"), "{answer}");
        assert!(child.wait().expect("an end").success());
    }
}

/// Answers every question that comes on the stream, and gives the answer at its end.
fn serve_questions(url: &str, session: &str, mut stream: Open) -> Value {
    let mut last = Value::Null;
    while let Some(event) = stream.event() {
        if event.data["method"].is_string() {
            let mut headers = TYPES.to_vec();
            headers.push(("Mcp-Session-Id", session));
            let taken = http::send(url, "POST", &headers, &reply(&event.data).to_string());
            assert_eq!((taken.status, taken.body.as_str()), (202, ""));
        }
        last = event.data;
    }
    last
}

fn server(settings: &str) -> HttpServer {
    let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_fixture")));
    command.env("FIXTURE_HTTP", settings);
    HttpServer::start_command(command)
}

#[test]
fn over_sessions() {
    for settings in ["", "events"] {
        let server = server(settings);
        for (revision, said) in [("2025-03-26", NO_ELICITATION), ("2025-06-18", ALL), ("2025-11-25", ALL)] {
            let open = http::send(server.url(), "POST", &TYPES, &hello(revision, &able()).to_string());
            let session = open.header("mcp-session-id").to_owned();
            let mut headers = TYPES.to_vec();
            headers.push(("Mcp-Session-Id", &session));
            let body = call(1, "ask_all", &json!({})).to_string();
            let stream = http::open(server.url(), "POST", &headers, &body);
            assert_eq!(stream.head.header("content-type"), "text/event-stream");
            assert_eq!(
                text(&serve_questions(server.url(), &session, stream)),
                said,
                "{revision} {settings}"
            );
            // A client that takes no events cannot be asked.
            headers[1] = ("Accept", "application/json");
            let answer = http::send(server.url(), "POST", &headers, &body);
            assert_eq!(text(&answer.json()), NO_WAY);
        }
    }
}

/// A handler that asks in its answer is the same in a session: what it requires is asked in the middle of its call.
#[test]
fn what_is_asked_in_an_answer() {
    for settings in ["", "events"] {
        let server = server(settings);
        let open = http::send(server.url(), "POST", &TYPES, &hello("2025-11-25", &able()).to_string());
        let session = open.header("mcp-session-id").to_owned();
        let mut headers = TYPES.to_vec();
        headers.push(("Mcp-Session-Id", &session));
        for (id, tool) in (1..).zip(["ask_in_answer", "ask_in_answer_later"]) {
            let stream = http::open(server.url(), "POST", &headers, &call(id, tool, &json!({})).to_string());
            let answer = serve_questions(server.url(), &session, stream);
            assert_eq!(
                (answer["id"].as_u64(), text(&answer)),
                (Some(id), "Accept; Hello.; 1 roots"),
                "{tool}"
            );
        }
        // The rounds are one call: its progress grows over all of them.
        let mut counted = call(5, "ask_in_answer", &json!({}));
        counted["params"]["_meta"] = json!({ "progressToken": 5 });
        let mut stream = http::open(server.url(), "POST", &headers, &counted.to_string());
        let mut reports = 0;
        while let Some(event) = stream.event() {
            reports += usize::from(event.data["method"] == "notifications/progress");
            if event.data["id"].is_number() && event.data["method"].is_string() {
                let _ = http::send(server.url(), "POST", &headers, &reply(&event.data).to_string());
            }
        }
        assert_eq!(reports, 1);
        let endless = call(3, "ask_without_end", &json!({})).to_string();
        let stream = http::open(server.url(), "POST", &headers, &endless);
        let answer = serve_questions(server.url(), &session, stream);
        assert_eq!(answer["error"]["message"], "Handler returned an invalid result");
        // Who cannot be asked is told so, and so is who takes nothing but an answer.
        let deaf = http::send(
            server.url(),
            "POST",
            &TYPES,
            &hello("2025-11-25", &json!({})).to_string(),
        );
        for (session, accept, said) in [
            (deaf.header("mcp-session-id"), TYPES[1].1, "Elicitation not supported"),
            (
                session.as_str(),
                "application/json",
                "Cannot send 'elicitation/create': this transport context has no back-channel for server-initiated \
                 requests.",
            ),
        ] {
            let headers = [TYPES[0], ("Accept", accept), ("Mcp-Session-Id", session)];
            let body = call(4, "ask_in_answer", &json!({})).to_string();
            let answer = http::send(server.url(), "POST", &headers, &body);
            let answer = answer.events().pop().unwrap_or_else(|| answer.json());
            assert_eq!(answer["error"], json!({ "code": -32600, "message": said }));
        }
    }
}

/// A call that is given up takes its question back.
#[test]
fn a_question_is_taken_back() {
    let server = server("");
    let open = http::send(server.url(), "POST", &TYPES, &hello("2025-11-25", &able()).to_string());
    let session = open.header("mcp-session-id").to_owned();
    let mut headers = TYPES.to_vec();
    headers.push(("Mcp-Session-Id", &session));
    let mut stream = http::open(
        server.url(),
        "POST",
        &headers,
        &call(1, "ask_all", &json!({})).to_string(),
    );
    let question = stream.event().expect("a question").data;
    let cancel = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } });
    assert_eq!(
        http::send(server.url(), "POST", &headers, &cancel.to_string()).status,
        202
    );
    let rest: Vec<Value> = std::iter::from_fn(|| stream.event()).map(|event| event.data).collect();
    assert!(
        rest.iter().any(|message| {
            message["method"] == "notifications/cancelled" && message["params"]["requestId"] == question["id"]
        }),
        "{rest:?}"
    );
    assert!(
        rest.iter().any(|message| message["error"]["code"] == -32800),
        "{rest:?}"
    );
}

#[test]
fn where_nothing_carries_a_question() {
    for settings in ["json", "stateless"] {
        let server = server(settings);
        let open = http::send(server.url(), "POST", &TYPES, &hello("2025-11-25", &able()).to_string());
        let session = open.header("mcp-session-id").to_owned();
        let mut headers = TYPES.to_vec();
        headers.push(("Mcp-Session-Id", &session));
        let answer = http::send(
            server.url(),
            "POST",
            &headers,
            &call(1, "ask_all", &json!({})).to_string(),
        );
        assert_eq!(text(&answer.json()), NO_WAY, "{settings}");
    }
    let server = server("");
    let params = json!({ "name": "ask_all", "arguments": {} });
    let answer = http::modern(server.url(), &json!(1), "tools/call", &params, &[])
        .patience(Duration::from_secs(5))
        .rest();
    assert_eq!(text(&answer.json()), NO_WAY);
}
