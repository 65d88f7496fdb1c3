//! HTTP+SSE, the transport of 2024-11-05: a real server, raw requests. F-numbers are the fault groups.

use mcp_tests::http::{self, Answer, Open, call, message};
use mcp_tests::tools::HttpServer;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

fn server(settings: &[(&str, &str)]) -> HttpServer {
    let settings = [&[("MCP_LOG", "info"), ("FIXTURE_HTTP", "sse")], settings].concat();
    HttpServer::start_with(Path::new(env!("CARGO_BIN_EXE_fixture")), &settings)
}

fn at(server: &HttpServer, path: &str) -> String {
    format!("{}{path}", server.url().trim_end_matches("/mcp"))
}

/// A client: its stream, and where it posts.
struct Client {
    stream: Open,
    endpoint: String,
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

impl Client {
    fn open(server: &HttpServer) -> Client {
        let mut stream = http::open(&at(server, "/sse"), "GET", &[("Accept", "text/event-stream")], "");
        assert_eq!(stream.head.status, 200, "{:?}", stream.head);
        let first = stream.event().expect("the endpoint");
        assert_eq!(first.name, "endpoint");
        let id = first.text.strip_prefix("/messages?sessionId=").expect("an id");
        assert!(
            id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{id}"
        );
        Client {
            stream,
            endpoint: at(server, &first.text),
        }
    }

    /// Opens a stream and shakes hands on it.
    fn start(server: &HttpServer, revision: &str) -> Client {
        let mut client = Client::open(server);
        let params =
            json!({ "protocolVersion": revision, "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } });
        let answer = client.request(&message(0, "initialize", &params));
        assert_eq!(answer["result"]["protocolVersion"], revision);
        client
    }

    fn post(&self, body: &str) -> Answer {
        http::send(&self.endpoint, "POST", &[JSON], body)
    }

    /// Posts a message that is taken.
    fn say(&self, body: &str) {
        let answer = self.post(body);
        assert_eq!((answer.status, answer.body.as_str()), (202, "Accepted"));
    }

    fn hear(&mut self) -> Value {
        let event = self.stream.event().expect("a message");
        assert_eq!(event.name, "message");
        event.data
    }

    fn request(&mut self, request: &Value) -> Value {
        self.say(&request.to_string());
        self.hear()
    }
}

fn eventually(what: &str, mut check: impl FnMut() -> bool) {
    let started = Instant::now();
    while !check() {
        assert!(started.elapsed() < Duration::from_secs(5), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn cancel(id: u64) -> String {
    json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id } }).to_string()
}

/// What is said on standard input and output is said here, to the letter.
#[test]
fn the_first_revision_to_the_letter() {
    let server = server(&[]);
    let mut client = Client::open(&server);
    assert_eq!(client.stream.head.header("content-type"), "text/event-stream");
    assert_eq!(client.stream.head.header("cache-control"), "no-cache, no-transform");
    for turn in mcp_tests::transcript::of_2024_11_05() {
        client.say(turn.said);
        for expected in turn.heard {
            let event = client.stream.event().expect("a message");
            assert_eq!((event.name.as_str(), event.text), ("message", expected));
        }
    }
    // Streamable HTTP is served beside it.
    let session = http::Session::start(server.url(), "2025-11-25");
    assert_eq!(session.request(1, "ping", &json!({}))["result"], json!({}));
}

/// Calls run beside each other and can be cancelled; a message may have lines; later revisions are spoken, too.
#[test]
fn it_is_a_stream_like_any_other() {
    let server = server(&[]);
    let mut client = Client::start(&server, "2024-11-05");
    client.say(&call(1, "slow", &json!({ "milliseconds": 60_000 })).to_string());
    client.say(&call(2, "slow", &json!({ "milliseconds": 100 })).to_string());
    let twice = client.request(&call(1, "add", &json!({ "a": 1, "b": 2 })));
    assert_eq!((&twice["id"], &twice["error"]["code"]), (&json!(1), &json!(-32600)));
    client.say(&cancel(1));
    assert_eq!(client.hear()["id"], 2);
    assert!(server.logs("slow was cancelled"));
    let pretty = serde_json::to_string_pretty(&call(3, "echo", &json!({ "text": "a\nb" }))).expect("JSON");
    client.say(&pretty.replace('\n', "\r\n"));
    assert_eq!(client.hear()["result"]["content"][0]["text"], "a\nb");
    assert_eq!(
        client.request(&json!({ "jsonrpc": "2.0", "id": 4 }))["error"]["code"],
        -32600
    );
    let mut later = Client::start(&server, "2025-03-26");
    let batch = json!([message(1, "ping", &json!({})), message(2, "ping", &json!({}))]);
    assert_eq!(later.request(&batch).as_array().map(Vec::len), Some(2));
    let mut newest = Client::start(&server, "2025-11-25");
    let sum = newest.request(&call(1, "add", &json!({ "a": 1, "b": 2 })));
    assert_eq!(sum["result"]["structuredContent"], json!({ "result": 3 }));
}

/// Two clients with the same ids: each hears its own.
#[test]
fn streams_do_not_cross() {
    let server = server(&[]);
    let clients = ["a", "b"].map(|name| {
        let mut client = Client::start(&server, "2024-11-05");
        std::thread::spawn(move || {
            for id in 1..200 {
                let words = format!("{name}-{id}");
                let answer = client.request(&call(id, "echo", &json!({ "text": words })));
                let text = answer["result"]["content"][0]["text"].as_str();
                assert_eq!((answer["id"].as_u64(), text), (Some(id), Some(words.as_str())));
            }
        })
    });
    for client in clients {
        client.join().expect("no crossing");
    }
}

#[test]
fn what_is_wrong_is_told() {
    let server = server(&[("FIXTURE_BODY", "1000")]);
    let client = Client::open(&server);
    let ping = message(1, "ping", &json!({})).to_string();
    let long = format!("{ping}{}", " ".repeat(1000));
    let unknown = at(&server, "/messages?sessionId=00000000000000000000000000000000");
    let (bare, twice) = (at(&server, "/messages"), format!("{}&sessionId=1", client.endpoint));
    let table: [(&str, &str, &str, &str, u16, &str); 10] = [
        ("POST", &bare, JSON.1, &ping, 400, "sessionId is required"),
        ("POST", &twice, JSON.1, &ping, 400, "sessionId is required"),
        ("POST", &unknown, JSON.1, &ping, 404, "Could not find session"),
        (
            "POST",
            &client.endpoint,
            "text/plain",
            &ping,
            415,
            "Unsupported Media Type: Content-Type must be application/json",
        ),
        ("POST", &client.endpoint, JSON.1, "{", 400, "Could not parse message"),
        ("POST", &client.endpoint, JSON.1, "", 400, "Could not parse message"),
        ("POST", &client.endpoint, JSON.1, &long, 413, "Request body too large"),
        ("GET", &client.endpoint, JSON.1, "", 405, "Method Not Allowed"),
        ("POST", &at(&server, "/sse"), JSON.1, &ping, 405, "Method Not Allowed"),
        ("GET", &at(&server, "/else/sse"), JSON.1, "", 404, "Not Found"),
    ];
    for (method, url, content_type, body, status, text) in table {
        let answer = http::send(url, method, &[("Content-Type", content_type)], body);
        assert_eq!((answer.status, answer.body.as_str()), (status, text), "{method} {url}");
        if status == 405 {
            let other = if method == "GET" { "POST" } else { "GET" };
            assert_eq!(answer.header("allow"), other);
        }
    }
    let foreign = ("Origin", "https://evil.example");
    for (method, url) in [("GET", at(&server, "/sse")), ("POST", client.endpoint.clone())] {
        let answer = http::send(&url, method, &[JSON, foreign], &ping);
        assert_eq!((answer.status, answer.body.as_str()), (403, "Invalid Origin header"));
        let path = url.split_at(at(&server, "").len()).1;
        let head = format!("{method} {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        assert!(raw(&server, &head).starts_with("HTTP/1.1 421 "), "{method}");
    }
    client.say(&ping);
}

/// Sends the bytes and reads until the server closes, for a second at most.
fn raw(server: &HttpServer, bytes: &str) -> String {
    let address = at(server, "");
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).expect("a connection");
    stream
        .set_read_timeout(Some(Duration::from_millis(100)))
        .expect("a limit");
    stream.write_all(bytes.as_bytes()).expect("sent");
    let (started, mut out, mut part) = (Instant::now(), Vec::new(), [0; 4096]);
    while started.elapsed() < Duration::from_secs(1) {
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(count) => out.extend_from_slice(&part[..count]),
            Err(_) => {}
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A client that goes away takes its calls with it.
#[test]
fn closing_the_stream_ends_the_session() {
    let server = server(&[]);
    let client = Client::start(&server, "2024-11-05");
    client.say(&call(1, "slow", &json!({ "milliseconds": 60_000 })).to_string());
    std::thread::sleep(Duration::from_millis(100));
    assert!(!server.log().contains("slow was cancelled"));
    let endpoint = client.endpoint.clone();
    drop(client);
    assert!(server.logs("slow was cancelled"));
    let ping = message(1, "ping", &json!({})).to_string();
    assert_eq!(http::send(&endpoint, "POST", &[JSON], &ping).status, 404);
}

/// F28: there are only so many streams, and one that nobody posts to ends.
#[test]
fn streams_are_bounded() {
    let server = server(&[("FIXTURE_SESSIONS", "2"), ("FIXTURE_IDLE", "600")]);
    let mut used = Client::start(&server, "2024-11-05");
    let mut unused = Client::open(&server);
    let full = http::send(&at(&server, "/sse"), "GET", &[], "");
    assert_eq!((full.status, full.body.as_str()), (503, "Too many open sessions"));
    assert!(server.logs("Refusing to open a new session: 2 sessions are already open"));
    assert!(unused.stream.event().is_none(), "it ends");
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(
        used.request(&message(1, "ping", &json!({})))["result"],
        json!({}),
        "this does not"
    );
    drop(Client::open(&server));
    eventually("room again", || {
        http::open(&at(&server, "/sse"), "GET", &[], "").head.status == 200
    });
}

/// A client that posts and does not read is held back, and has lost nothing when it reads.
#[test]
fn a_client_that_does_not_read_is_held_back() {
    let server = server(&[("FIXTURE_TIMEOUT", "500")]);
    let mut client = Client::start(&server, "2024-11-05");
    let text = "x".repeat(1_000_000);
    let mut taken = 0;
    let refused = loop {
        let answer = client.post(&call(taken, "echo", &json!({ "text": text })).to_string());
        if answer.status != 202 {
            break answer;
        }
        taken += 1;
        assert!(taken < 100, "it is never full");
    };
    assert_eq!(
        (refused.status, refused.body.as_str()),
        (503, "The session has too much to read")
    );
    for id in 0..taken {
        let heard = client.hear();
        assert_eq!(heard["id"], id);
        assert_eq!(
            heard["result"]["content"][0]["text"].as_str().map(str::len),
            Some(text.len())
        );
    }
    assert_eq!(client.request(&message(1, "ping", &json!({})))["result"], json!({}));
}

#[test]
fn a_quiet_stream_is_kept_alive() {
    let server = server(&[("FIXTURE_KEEP_ALIVE", "100")]);
    let heard = raw(&server, "GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(heard.matches(": keep-alive\n\n").count() >= 5, "{heard}");
    assert!(heard.contains("event: endpoint\ndata: /messages?sessionId="), "{heard}");
}

/// A server that is told to stop answers what it has taken.
#[test]
fn calls_end_when_the_server_is_told_to_stop() {
    let server = server(&[]);
    let mut client = Client::start(&server, "2024-11-05");
    client.say(&call(1, "slow", &json!({ "milliseconds": 600 })).to_string());
    std::thread::sleep(Duration::from_millis(100));
    server.stop();
    assert_eq!(client.hear()["id"], 1);
    assert!(client.stream.event().is_none(), "and closes");
}
