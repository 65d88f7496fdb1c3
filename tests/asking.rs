//! A handler that asks in the middle of its call, on every connection there is: over the sessions that can carry a
//! question, and over what cannot.

use mcp_tests::http::{self, Open, Session, TYPES, call, hello};
use mcp_tests::pipes::{Live, piped};
use mcp_tests::tools::HttpServer;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// A client that can be asked anything.
fn able() -> Value {
    json!({ "elicitation": {}, "sampling": {}, "roots": {} })
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
        let mut client = Live::start(piped(env!("CARGO_BIN_EXE_fixture")));
        let answer = client.ask(hello(revision, &capabilities).to_string().as_bytes());
        assert_eq!(answer["result"]["protocolVersion"], revision);
        client.say(call(1, "ask_all", &json!({})).to_string().as_bytes());
        let answer = loop {
            let message = client.hear();
            if !message["method"].is_string() {
                break message;
            }
            // An answer to nothing is ignored, and so is a second one.
            client.say(br#"{"jsonrpc":"2.0","id":999,"result":{}}"#);
            for _ in 0..2 {
                client.say(reply(&message).to_string().as_bytes());
            }
        };
        assert_eq!((answer["id"].as_u64(), text(&answer)), (Some(1), said), "{revision}");
        // A client that leaves without an answer.
        let _ = client.ask(call(2, "ask_all", &json!({})).to_string().as_bytes());
        let answer = client.end().pop().expect("an answer");
        assert!(text(&answer).contains("Connection closed"), "{answer}");
    }
}

/// Answers every question that comes on the stream, and gives all that came.
fn serve_questions(session: &Session, mut stream: Open) -> Vec<Value> {
    let mut heard = Vec::new();
    while let Some(event) = stream.event() {
        if event.data["id"].is_number() && event.data["method"].is_string() {
            let taken = session.post(&reply(&event.data));
            assert_eq!((taken.status, taken.body.as_str()), (202, ""));
        }
        heard.push(event.data);
    }
    heard
}

fn server(settings: &str) -> HttpServer {
    HttpServer::start_with(Path::new(env!("CARGO_BIN_EXE_fixture")), &[("FIXTURE_HTTP", settings)])
}

/// A call of a tool without arguments, in a session: the head of its answer is read.
fn start(session: &Session, id: u64, tool: &str) -> Open {
    session.open("POST", &[], &call(id, tool, &json!({})).to_string())
}

/// The answer that a client gets which takes no events.
fn without_events(session: &Session, id: u64, tool: &str) -> Value {
    let body = call(id, tool, &json!({})).to_string();
    session
        .open("POST", &[("Accept", "application/json")], &body)
        .rest()
        .json()
}

#[test]
fn over_sessions() {
    for settings in ["", "events"] {
        let server = server(settings);
        for (revision, said) in [("2025-03-26", NO_ELICITATION), ("2025-06-18", ALL), ("2025-11-25", ALL)] {
            let session = Session::able_to(&able(), server.url(), revision);
            let stream = start(&session, 1, "ask_all");
            assert_eq!(stream.head.header("content-type"), "text/event-stream");
            let heard = serve_questions(&session, stream);
            assert_eq!(heard.last().map(text), Some(said), "{revision} {settings}");
            // A client that takes no events cannot be asked.
            assert_eq!(text(&without_events(&session, 1, "ask_all")), NO_WAY);
        }
    }
}

/// A handler that asks in its answer is the same in a session: what it requires is asked in the middle of its call.
#[test]
fn what_is_asked_in_an_answer() {
    for settings in ["", "events"] {
        let server = server(settings);
        let session = Session::able_to(&able(), server.url(), "2025-11-25");
        let answered = |stream| serve_questions(&session, stream).pop().expect("an answer");
        for (id, tool) in (1..).zip(["ask_in_answer", "ask_in_answer_later"]) {
            let answer = answered(start(&session, id, tool));
            assert_eq!(
                (answer["id"].as_u64(), text(&answer)),
                (Some(id), "Accept; Hello.; 1 roots"),
                "{tool}"
            );
        }
        // The rounds are one call: its progress grows over all of them.
        let mut counted = call(5, "ask_in_answer", &json!({}));
        counted["params"]["_meta"] = json!({ "progressToken": 5 });
        let heard = serve_questions(&session, session.open("POST", &[], &counted.to_string()));
        let reports = heard
            .iter()
            .filter(|message| message["method"] == "notifications/progress");
        assert_eq!(reports.count(), 1);
        let endless = answered(start(&session, 3, "ask_without_end"));
        assert_eq!(endless["error"]["message"], "Handler returned an invalid result");
        // Who cannot be asked is told so, and so is who takes nothing but an answer.
        let deaf = Session::start(server.url(), "2025-11-25");
        let refused = |said| json!({ "code": -32600, "message": said });
        let answer = deaf.request(4, "tools/call", &json!({ "name": "ask_in_answer", "arguments": {} }));
        assert_eq!(answer["error"], refused("Elicitation not supported"));
        let answer = without_events(&session, 4, "ask_in_answer");
        let no_way = "Cannot send 'elicitation/create': this transport context has no back-channel for \
                      server-initiated requests.";
        assert_eq!(answer["error"], refused(no_way));
    }
}

/// A call that is given up takes its question back.
#[test]
fn a_question_is_taken_back() {
    let server = server("");
    let session = Session::able_to(&able(), server.url(), "2025-11-25");
    let mut stream = start(&session, 1, "ask_all");
    let question = stream.event().expect("a question").data;
    let cancel = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } });
    assert_eq!(session.post(&cancel).status, 202);
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

/// A question of a call whose client is gone, and cannot come back, is over, and the call with it. Nobody is left to read
/// so, but its id is free again.
#[test]
fn a_question_to_nobody_is_over() {
    let server = server("");
    let session = Session::able_to(&able(), server.url(), "2025-11-25");
    let body = call(1, "ask_in_answer_later", &json!({})).to_string();
    drop(session.begin("POST", &body));
    std::thread::sleep(Duration::from_millis(400));
    let again = start(&session, 1, "ask_in_answer_later");
    assert_eq!(again.head.header("content-type"), "text/event-stream", "the id is free");
    assert!(text(&serve_questions(&session, again).pop().expect("an answer")).starts_with("Accept"));
    // One that there was no room for is over, too.
    let answer = serve_questions(&session, start(&session, 2, "ask_after_a_flood")).pop();
    let due = json!({ "code": -32603, "message": "the client does not read what it is sent" });
    assert_eq!(answer.expect("an answer")["error"], due);
}

/// One that a client has and does not answer is over in time.
#[test]
fn a_question_without_an_answer_is_over_in_time() {
    for settings in ["", "events"] {
        let fixture = Path::new(env!("CARGO_BIN_EXE_fixture"));
        let server = HttpServer::start_with(fixture, &[("FIXTURE_HTTP", settings), ("FIXTURE_QUESTION", "200")]);
        let session = Session::able_to(&able(), server.url(), "2025-11-25");
        for (id, tool) in [(1, "ask_in_answer"), (2, "ask_in_answer_later")] {
            let mut stream = start(&session, id, tool).patience(Duration::from_secs(5));
            let heard: Vec<Value> = std::iter::from_fn(|| stream.event()).map(|event| event.data).collect();
            let asked = heard
                .iter()
                .find(|message| message["method"] == "elicitation/create")
                .expect("a question");
            let cancelled = |message: &&Value| message["method"] == "notifications/cancelled";
            let cancelled = heard.iter().find(cancelled).expect("taken back");
            assert_eq!(cancelled["params"]["requestId"], asked["id"]);
            let answer = heard.last().expect("an answer");
            let due = "the client has not answered 'elicitation/create' in time";
            assert_eq!((&answer["id"], &answer["error"]["message"]), (&json!(id), &json!(due)));
        }
    }
}

/// What the client has not said it can be asked is not asked in an answer of 2026-07-28 either.
#[test]
fn only_what_a_client_can_be_asked() {
    let server = server("");
    for tool in ["ask_in_answer", "ask_in_answer_later", "ask_blindly"] {
        let ask = |able: Value| {
            let meta = json!({ "io.modelcontextprotocol/clientCapabilities": able });
            let params = json!({ "name": tool, "arguments": {}, "_meta": meta });
            http::modern(server.url(), &json!(1), "tools/call", &params, &[]).rest()
        };
        let asked = ask(json!({ "elicitation": {} }));
        assert_eq!(
            asked.json()["result"]["resultType"],
            "input_required",
            "{tool} {asked:?}"
        );
        for able in [json!({}), json!({ "elicitation": { "url": {} }, "sampling": {} })] {
            let refused = ask(able);
            let due = json!({ "code": -32021, "message": "Elicitation not supported",
                "data": { "requiredCapabilities": { "elicitation": { "form": {} } } } });
            assert_eq!((refused.status, &refused.json()["error"]), (400, &due), "{tool}");
        }
    }
}

/// −32042 is of 2025-11-25 alone, where each URL has an id by which the client learns, after the call, that the user is
/// done there. Before, nobody knows of it; after, it is an answer that requires an input.
#[test]
fn what_has_to_be_opened_first() {
    let urls = |at: &Value| -> Vec<Value> {
        let found = at["error"]["data"]["elicitations"].as_array().cloned();
        found.unwrap_or_default()
    };
    for revision in ["2025-06-18", "2025-11-25"] {
        let mut client = Live::start(piped(env!("CARGO_BIN_EXE_fixture")));
        let _ = client.ask(hello(revision, &able()).to_string().as_bytes());
        let refused = client.ask(call(1, "sign_in", &json!({})).to_string().as_bytes());
        assert_eq!(refused["error"]["code"], -32042, "{refused}");
        let ids: Vec<_> = urls(&refused).iter().map(|url| url["elicitationId"].clone()).collect();
        assert_eq!((ids.len(), &ids[0]), (2, &json!("files-1")), "{refused}");
        assert!(ids[1].as_str().is_some_and(|id| !id.is_empty()), "{refused}");
        std::thread::sleep(Duration::from_millis(300));
        let said = client.ask(call(2, "slow", &json!({ "milliseconds": 0 })).to_string().as_bytes());
        if revision == "2025-11-25" {
            let params = json!({ "elicitationId": "files-1" });
            assert_eq!(said["method"], "notifications/elicitation/complete", "{said}");
            assert_eq!(said["params"], params);
        } else {
            assert_eq!(said["id"], 2, "{said}");
        }
    }
    let server = server("");
    let session = Session::start(server.url(), "2025-11-25");
    let mut listening = session.listen(&[]).patience(Duration::from_secs(5));
    assert_eq!(
        session.post(&call(1, "sign_in", &json!({}))).json()["error"]["code"],
        -32042
    );
    let heard = listening.event().expect("that the user is done");
    assert_eq!(heard.data["method"], "notifications/elicitation/complete");
    let ask = |able: Value| {
        let meta = json!({ "io.modelcontextprotocol/clientCapabilities": able });
        let params = json!({ "name": "sign_in", "arguments": {}, "_meta": meta });
        http::modern(server.url(), &json!(1), "tools/call", &params, &[]).rest()
    };
    let asked = ask(json!({ "elicitation": { "url": {} } })).json();
    assert_eq!(asked["result"]["resultType"], "input_required", "{asked}");
    let questions = asked["result"]["inputRequests"].as_object().expect("questions");
    let params: Vec<&Value> = questions.values().map(|question| &question["params"]).collect();
    assert_eq!(
        params,
        [
            &json!({ "mode": "url", "message": "Your files", "url": "https://example.com/files" }),
            &json!({ "mode": "url", "message": "Your mail", "url": "https://example.com/mail" })
        ]
    );
    let refused = ask(json!({ "elicitation": {} }));
    assert_eq!(
        (refused.status, &refused.json()["error"]["code"]),
        (400, &json!(-32021))
    );
}

/// A message of several blocks came with 2025-11-25, audio with 2025-03-26.
#[test]
fn what_a_model_is_told_in_older_revisions() {
    let text = |text: &str| json!({ "type": "text", "text": text });
    let (one, two) = (text("one"), text("two"));
    let audio = json!({ "type": "audio", "data": "AP8=", "mimeType": "audio/wav" });
    for (revision, aloud, blocks) in [
        ("2025-11-25", true, Some(vec![json!([one, two, audio])])),
        ("2025-06-18", true, Some(vec![one.clone(), two.clone(), audio.clone()])),
        ("2024-11-05", false, Some(vec![one.clone(), two.clone()])),
        ("2024-11-05", true, None),
    ] {
        let mut client = Live::start(piped(env!("CARGO_BIN_EXE_fixture")));
        let _ = client.ask(hello(revision, &able()).to_string().as_bytes());
        let heard = client.ask(call(1, "recite", &json!({ "aloud": aloud })).to_string().as_bytes());
        let Some(blocks) = blocks else {
            assert_eq!(
                heard["error"]["message"], "A message of 2024-11-05 cannot hold audio",
                "{heard}"
            );
            continue;
        };
        let mut due: Vec<_> = blocks
            .iter()
            .map(|block| json!({ "role": "user", "content": block }))
            .collect();
        due.push(json!({ "role": "assistant", "content": text("three") }));
        assert_eq!(heard["params"]["messages"], json!(due), "{revision}");
    }
}
