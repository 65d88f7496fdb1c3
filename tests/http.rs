//! A real server on a real port, and the bytes of good and bad clients. F-numbers are the fault groups.

use mcp_tests::http::{Session, call, message};
use mcp_tests::tools::HttpServer;
use mcp_tests::web::{add, address, post, post_as, request, send};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn server() -> HttpServer {
    HttpServer::start(Path::new(env!("CARGO_BIN_EXE_fixture")))
}

#[test]
fn requests_are_answered_as_json_or_as_events() {
    let server = server();
    let answer = post(&server, &add(), &[]);
    assert_eq!(
        (answer.status, &answer.json()["result"]["structuredContent"]),
        (200, &json!({ "result": 3 }))
    );
    assert_eq!(answer.json()["result"]["resultType"], "complete");
    assert!(answer.head.contains("content-type: application/json"));
    let discover = post(&server, &request("server/discover", &json!({})), &[]).json();
    assert_eq!(discover["result"]["supportedVersions"], json!(["2026-07-28"]));
    assert_eq!(
        discover["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"],
        "fixture"
    );
    assert_eq!(
        (&discover["result"]["ttlMs"], &discover["result"]["cacheScope"]),
        (&json!(0), &json!("private"))
    );
    // Progress comes first, so the answer is a stream of events.
    let mut progress = request("tools/call", &json!({ "name": "progress", "arguments": {} }));
    progress["params"]["_meta"]["progressToken"] = json!(5);
    let answer = post(&server, &progress, &[]);
    assert!(
        answer.head.contains("content-type: text/event-stream"),
        "{}",
        answer.head
    );
    let events: Vec<Value> = answer
        .body
        .lines()
        .filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok())
        .collect();
    assert_eq!(events.len(), 4, "{}", answer.body);
    assert_eq!(events[3]["result"]["content"][0]["text"], "done");
    // What is no token is none, and breaks no event.
    let text = progress
        .to_string()
        .replace(r#""progressToken":5"#, "\"progressToken\":[\n1]");
    let answer = post_as(&server, &progress, &text, &[]);
    assert_eq!(answer.json()["result"]["content"][0]["text"], "done", "{}", answer.body);
    // A client that takes no events gets the answer alone.
    let answer = post(&server, &progress, &["Accept: application/json"]);
    assert_eq!(answer.json()["result"]["content"][0]["text"], "done");
    let answer = post(&server, &add(), &["Accept: text/event-stream"]);
    assert!(answer.body.contains("data: {"), "{}", answer.body);
    let notice = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } });
    let answer = post(&server, &notice, &[]);
    assert_eq!((answer.status, answer.body.trim()), (202, ""));
}

/// A version that is not served is refused, whatever comes with it.
#[test]
fn versions_that_are_not_served() {
    let server = server();
    let notice = json!({ "jsonrpc": "2.0", "method": "notifications/x" }).to_string();
    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" }).to_string();
    for (method, body) in [("POST", &notice[..]), ("POST", &list), ("GET", ""), ("DELETE", "")] {
        for version in ["banana", "2099-01-01"] {
            let head = format!(
                "{method} /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nConnection: close\r\n\
                 Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: {version}\r\nContent-Length: {}\r\n\r\n",
                address(&server),
                body.len()
            );
            let answer = send(&server, format!("{head}{body}").as_bytes());
            assert_eq!(
                (answer.status, answer.code()),
                (400, -32022),
                "{method} {body} {version}"
            );
            let due = json!({ "supported": ["2026-07-28"], "requested": version });
            assert_eq!(answer.json()["error"]["data"], due);
        }
    }
}

/// F17–F19: who may ask, by `Host` and `Origin`, before anything else is looked at.
#[test]
fn hosts_and_origins_are_checked() {
    let server = server();
    for (host, status) in [
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        ("[::1]:80", 200),
        ("localhost.:80", 200),
        ("evil.example.com", 421),
        ("localhost.evil.com", 421),
        ("localhost@evil.com", 421),
        ("localhost:port", 421),
        ("127.0.0.1.nip.io", 421),
    ] {
        let answer = post(&server, &add(), &[&format!("Host: {host}")]);
        assert_eq!(answer.status, status, "{host}");
        if status == 421 {
            assert_eq!(answer.body, "Invalid Host header");
            assert!(server.logs(&format!("Invalid Host header: {host}")), "{}", server.log());
        }
    }
    assert_eq!(
        post(&server, &add(), &["+Host: evil.example.com"]).status / 100,
        4,
        "two hosts"
    );
    for (origin, status) in [
        ("http://localhost:3000", 200),
        ("http://evil.example.com", 403),
        ("null", 403),
        ("", 403),
    ] {
        let answer = post(&server, &add(), &[&format!("+Origin: {origin}")]);
        assert_eq!(answer.status, status, "{origin}");
        if status == 403 {
            assert_eq!(answer.body, "Invalid Origin header");
        }
    }
    let two = ["+Origin: http://localhost:3000", "+Origin: http://evil.example.com"];
    assert_eq!(
        post(&server, &add(), &two).status,
        403,
        "whoever checked one may have meant the other"
    );
}

/// F20–F22: the same for every path and method, then types, then the message.
#[test]
fn requests_that_are_none_are_refused() {
    let server = server();
    let host = address(&server);
    let evil = send(
        &server,
        b"GET /mcp HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n",
    );
    assert_eq!(evil.status, 421);
    let elsewhere = send(
        &server,
        b"GET /health HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n",
    );
    assert_eq!(elsewhere.status, 421, "on every path");
    for (method, headers, status, allowed) in [
        ("GET", "MCP-Protocol-Version: 2026-07-28\r\n", 405, "allow: post"),
        ("DELETE", "MCP-Protocol-Version: 2026-07-28\r\n", 405, "allow: post"),
        ("PUT", "", 405, "allow: get, post, delete"),
        ("GET", "Accept: text/event-stream\r\n", 400, ""),
        ("GET", "Accept: application/json\r\n", 406, ""),
        ("DELETE", "", 400, ""),
    ] {
        let answer = send(
            &server,
            format!("{method} /mcp HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n").as_bytes(),
        );
        assert_eq!(answer.status, status, "{method} {headers}");
        assert!(answer.head.contains(allowed), "{}", answer.head);
    }
    assert_eq!(
        send(
            &server,
            format!("POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes()
        )
        .status,
        404
    );
    for (change, status) in [
        ("-Content-Type", 415),
        ("Content-Type: text/plain", 415),
        ("Content-Type: application/jsonx", 415),
        ("Content-Type: Application/JSON; charset=utf-8", 200),
        // Two readers could pick different ones.
        ("+Content-Type: text/plain", 415),
        ("+Accept: text/html", 200),
        ("-Accept", 406),
        ("Accept: text/html", 406),
        ("Accept: application/json;q=0, text/event-stream;q=0", 406),
        ("Accept: */*", 200),
    ] {
        assert_eq!(post(&server, &add(), &[change]).status, status, "{change}");
    }
    for (body, code) in [
        ("", -32700),
        ("{", -32700),
        (r#"{"jsonrpc":"2.0","id":1,"method":"to"#, -32700),
        ("\u{0}", -32700),
        (
            r#"[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]"#,
            -32600,
        ),
        ("[]", -32600),
        (r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600),
        ("5", -32600),
        (r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, -32600),
    ] {
        let head = format!(
            "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nAccept: */*\r\nConnection: close\r\n"
        );
        let answer = send(
            &server,
            format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes(),
        );
        assert_eq!((answer.status, answer.code()), (400, code), "{body}");
        assert!(
            answer.json()["error"].is_object() && !answer.body.contains("}{"),
            "{body}: once"
        );
    }
    // F7
    for params in [r#","params":null"#, r#","params":[]"#, ""] {
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call"{params}}}"#);
        let head = format!(
            "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nAccept: */*\r\nConnection: close\r\n"
        );
        let answer = send(
            &server,
            format!(
                "{head}MCP-Protocol-Version: 2026-07-28\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .as_bytes(),
        );
        assert_eq!((answer.status, answer.code()), (400, -32602), "{body}");
        assert_eq!(answer.json()["id"], 1, "{body}");
    }
    let deep = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"x","params":{}"#,
        "[".repeat(200_000)
    );
    let head = format!(
        "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nAccept: */*\r\nConnection: close\r\n"
    );
    let answer = send(
        &server,
        format!("{head}Content-Length: {}\r\n\r\n{deep}", deep.len()).as_bytes(),
    );
    assert_eq!((answer.status, answer.code()), (400, -32700));
}

/// F23–F25: sizes and framing.
#[test]
fn bodies_and_heads_are_bounded() {
    let server = server();
    let host = address(&server);
    let head = format!("POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nAccept: */*\r\n");
    let started = Instant::now();
    // Refused by its promise alone: not a byte of the body is sent. `limits.rs` has the one that promises nothing.
    assert_eq!(
        send(&server, format!("{head}Content-Length: 5000000\r\n\r\n").as_bytes()).status,
        413
    );
    assert!(started.elapsed() < Duration::from_secs(10));
    let long = format!("X-Long: {}", "x".repeat(200 * 1024));
    assert_eq!(post(&server, &add(), &[&long]).status, 431);
    let many: Vec<String> = (0..1000).map(|index| format!("+X-{index}: 1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(post(&server, &add(), &many).status, 431);
    for framing in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\n123456",
        "Content-Length: 5, 6\r\n\r\n123456",
        "Content-Length: abc\r\n\r\n",
        "Content-Length: 5x\r\n\r\n12345",
        "Content-Length: +5\r\n\r\n12345",
        "Content-Length: -1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n11111111111111111\r\n\r\n",
    ] {
        let answer = send(&server, format!("{head}{framing}").as_bytes());
        assert_eq!((answer.status, answer.closed), (400, true), "{framing:?}");
    }
    assert_eq!(post(&server, &add(), &[]).status, 200, "and it goes on");
}

/// F26: half a head and half a body are given up, and others do not wait for them.
#[test]
fn slow_clients_are_given_up() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fixture"));
    command.env("FIXTURE_TIMEOUT", "300");
    let server = HttpServer::start_command(command);
    let host = address(&server);
    let halves = [
        "POST /mcp HTTP/1.1\r\nHost: ".to_owned(),
        format!(
            "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nAccept: */*\r\nContent-Length: 50\r\n\r\n{{"
        ),
    ];
    let mut held = Vec::new();
    for index in 0..200 {
        let mut stream = TcpStream::connect(&host).expect("a connection");
        stream.write_all(halves[index % 2].as_bytes()).expect("half a request");
        held.push(stream);
    }
    let started = Instant::now();
    assert_eq!(post(&server, &add(), &[]).status, 200);
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    for mut stream in held {
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a limit");
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).expect("closed by the server");
    }
}

/// A client that goes away cancels its call.
#[test]
fn a_client_that_leaves_cancels_its_call() {
    let server = server();
    let body = request(
        "tools/call",
        &json!({ "name": "slow", "arguments": { "milliseconds": 60_000 } }),
    )
    .to_string();
    let head = format!(
        "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n\
         MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: slow\r\nContent-Length: {}\r\n\r\n{body}",
        address(&server),
        body.len()
    );
    let mut stream = TcpStream::connect(address(&server)).expect("a connection");
    stream.write_all(head.as_bytes()).expect("sent");
    std::thread::sleep(Duration::from_millis(200));
    drop(stream);
    assert!(server.logs("slow was cancelled"), "not cancelled: {}", server.log());
}

/// F30: headers that say something else than the body.
#[test]
fn headers_agree_with_the_body() {
    let server = server();
    let region = |value: &str| {
        request(
            "tools/call",
            &json!({ "name": "region", "arguments": { "region": value } }),
        )
    };
    let list = request("tools/list", &json!({}));
    let read = |uri: &str| request("resources/read", &json!({ "uri": uri }));
    let prompt = || {
        request(
            "prompts/get",
            &json!({ "name": "greet", "arguments": { "name": "Ada" } }),
        )
    };
    let table: Vec<(&str, Value, Vec<&str>, u16)> = vec![
        ("no method header", list.clone(), vec!["-Mcp-Method"], 400),
        ("another method", list.clone(), vec!["Mcp-Method: prompts/list"], 400),
        ("case of the method", list.clone(), vec!["Mcp-Method: TOOLS/LIST"], 400),
        ("two methods", list.clone(), vec!["+Mcp-Method: tools/list"], 400),
        ("no version header", list.clone(), vec!["-MCP-Protocol-Version"], 400),
        (
            "name of the header",
            list.clone(),
            vec!["-Mcp-Method", "+MCP-METHOD: tools/list"],
            200,
        ),
        ("no name", add(), vec!["-Mcp-Name"], 400),
        ("another name", add(), vec!["Mcp-Name: sub"], 400),
        ("two names", add(), vec!["+Mcp-Name: add"], 400),
        ("case of the name", add(), vec!["Mcp-Name: ADD"], 400),
        (
            "bad padding of the name",
            add(),
            vec!["Mcp-Name: =?base64?YWRk=?="],
            400,
        ),
        (
            "bad characters in the name",
            add(),
            vec!["Mcp-Name: =?base64?YW!k?="],
            400,
        ),
        ("no name of a resource", read("docs://home"), vec!["-Mcp-Name"], 400),
        ("another resource", read("docs://home"), vec!["Mcp-Name: docs://x"], 400),
        ("the resource", read("docs://home"), vec![], 200),
        ("no name of a prompt", prompt(), vec!["-Mcp-Name"], 400),
        ("another prompt", prompt(), vec!["Mcp-Name: greeting"], 400),
        ("the prompt", prompt(), vec![], 200),
        ("blanks", add(), vec!["Mcp-Name:   add  "], 200),
        ("encoded name", add(), vec!["Mcp-Name: =?base64?YWRk?="], 200),
        ("parameter", region("Hello"), vec!["+Mcp-Param-Region: Hello"], 200),
        (
            "encoded parameter",
            region("Hello"),
            vec!["+Mcp-Param-Region: =?base64?SGVsbG8=?="],
            200,
        ),
        (
            "literal that looks encoded",
            region("SGVsbG8="),
            vec!["+Mcp-Param-Region: SGVsbG8="],
            200,
        ),
        (
            "bad padding",
            region("Hello"),
            vec!["+Mcp-Param-Region: =?base64?SGVsbG8?="],
            400,
        ),
        (
            "bad characters",
            region("Hello"),
            vec!["+Mcp-Param-Region: =?base64?SGVs!!!bG8=?="],
            400,
        ),
        ("parameter missing", region("Hello"), vec![], 400),
        ("another value", region("Hello"), vec!["+Mcp-Param-Region: hello"], 400),
        (
            "two values",
            region("Hello"),
            vec!["+Mcp-Param-Region: Hello", "+Mcp-Param-Region: Hello"],
            400,
        ),
    ];
    for (what, body, change, status) in table {
        let answer = post(&server, &body, &change);
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        if status == 400 {
            assert_eq!(answer.code(), -32020, "{what}: {}", answer.body);
            assert_eq!(answer.json()["id"], 1, "{what}");
        }
    }
    // Arguments that cannot be read as a whole cannot be compared, so they are not let through either.
    for beside in [r#""x":1e999"#, r#""x":"\ud800""#] {
        let body = region("Hello");
        let text = body.to_string();
        let text = text.replace(r#""region":"Hello""#, &format!(r#""region":"Hello",{beside}"#));
        assert!(text.contains(beside), "{text}");
        let answer = post_as(&server, &body, &text, &[]);
        assert_eq!(
            (answer.status, answer.code()),
            (400, -32020),
            "{beside}: {}",
            answer.body
        );
    }
}

/// F31, F32: what is not served, and what was not declared.
#[test]
fn versions_methods_and_capabilities() {
    let server = server();
    let mut future = request("tools/list", &json!({}));
    future["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("v999.0.0");
    let answer = post(&server, &future, &["MCP-Protocol-Version: v999.0.0"]);
    assert_eq!((answer.status, answer.code()), (400, -32022));
    assert_eq!(
        answer.json()["error"]["data"],
        json!({ "supported": ["2026-07-28"], "requested": "v999.0.0" })
    );
    assert_eq!(post(&server, &future, &[]).code(), -32020, "the headers come first");
    for method in [
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "unknown/method",
    ] {
        let answer = post(&server, &request(method, &json!({})), &[]);
        assert_eq!((answer.status, answer.code()), (404, -32601), "{method}");
        assert_eq!(answer.json()["error"]["data"], method);
    }
    let answer = post(
        &server,
        &request("tools/call", &json!({ "name": "needs_sampling" })),
        &[],
    );
    assert_eq!((answer.status, answer.code()), (400, -32021));
    assert_eq!(
        answer.json()["error"]["data"]["requiredCapabilities"]["sampling"],
        json!({})
    );
    let answer = post(&server, &request("tools/call", &json!({ "name": "nope" })), &[]);
    assert_eq!(
        (answer.status, &answer.json()["result"]["isError"]),
        (200, &json!(true))
    );
    assert_eq!(answer.json()["result"]["content"][0]["text"], "Unknown tool: nope");
    let answer = post(&server, &request("resources/read", &json!({ "uri": "nope://x" })), &[]);
    assert_eq!((answer.status, answer.code()), (400, -32602));
    assert_eq!(answer.json()["error"]["data"]["uri"], "nope://x");
    let answer = post(&server, &request("prompts/get", &json!({ "name": "nope" })), &[]);
    assert_eq!((answer.status, answer.code()), (400, -32602));
    let answer = post(
        &server,
        &request(
            "tools/call",
            &json!({ "name": "explode", "arguments": { "secret": "" } }),
        ),
        &[],
    );
    assert_eq!(
        (answer.status, &answer.json()["result"]["isError"]),
        (200, &json!(true))
    );
}

/// The status of the answer to a request on a connection that stays open.
fn on(stream: &mut TcpStream, headers: &str, body: &Value) -> u16 {
    let body = body.to_string();
    let length = body.len();
    let head = format!(
        "POST /mcp HTTP/1.1\r\n{headers}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n\
         MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(head.as_bytes()).expect("a request");
    let (mut read, mut byte) = (Vec::new(), [0]);
    while !read.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).expect("a head");
        read.extend_from_slice(&byte);
    }
    let head = String::from_utf8_lossy(&read).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|length| length.parse().ok()).expect("a length");
    stream.read_exact(&mut vec![0; length]).expect("a body");
    head.split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .expect("a status")
}

/// A connection lives as long as requests come on it, however long they take, and each is checked by itself.
#[test]
fn a_connection_of_many_requests() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fixture"));
    command.env("FIXTURE_TIMEOUT", "3000");
    let server = HttpServer::start_command(command);
    let host = format!("Host: {}", address(&server));
    let mut stream = TcpStream::connect(address(&server)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
    let add = |headers: &str| (format!("{headers}\r\nMcp-Name: add"), add());
    let slow = json!({ "name": "slow", "arguments": { "milliseconds": 4000 } });
    let slow = (format!("{host}\r\nMcp-Name: slow"), request("tools/call", &slow));
    let pause = Duration::from_millis(1700);
    for (before, (headers, body), status) in [
        (Duration::ZERO, add(&host), 200),
        (pause, add(&host), 200),
        (pause, add(&host), 200),
        (Duration::ZERO, slow, 200),
        (pause, add(&host), 200),
        // What was good for one is not for all.
        (Duration::ZERO, add("Host: evil.example.com"), 421),
        (
            Duration::ZERO,
            add(&format!("{host}\r\nOrigin: http://evil.example.com")),
            403,
        ),
        (Duration::ZERO, add(&host), 200),
        (Duration::ZERO, add(&format!("{host}\r\nHost: evil.example.com")), 421),
    ] {
        std::thread::sleep(before);
        assert_eq!(on(&mut stream, &headers, &body), status, "{headers}");
    }
    let started = Instant::now();
    assert_eq!(stream.read(&mut [0]).expect("an end"), 0);
    let after = started.elapsed();
    assert!(
        (Duration::from_millis(1000)..Duration::from_secs(10)).contains(&after),
        "{after:?}"
    );
}

/// What is answered is sent to the end where the client lets it lie for a while, and not kept for one that never reads:
/// neither the bytes nor the connection.
#[test]
fn answers_that_are_read_slowly() {
    // How long nothing is read, how long that is borne (0 is for ever), whether all of it comes.
    for (silence, send_timeout, is_whole) in [(4000, 0, true), (4000, 1000, false)] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fixture"));
        command.env("FIXTURE_TIMEOUT", "1500").env("FIXTURE_BODY", "67108864");
        command.env("FIXTURE_SEND_TIMEOUT", send_timeout.to_string());
        let server = HttpServer::start_command(command);
        // More than sockets hold.
        let text = "x".repeat(24 * 1024 * 1024);
        let body = request("tools/call", &json!({ "name": "echo", "arguments": { "text": text } })).to_string();
        let head = format!(
            "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nAccept: application/json\r\n\
             MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\nContent-Length: {}\r\n\r\n{body}",
            address(&server),
            body.len()
        );
        let mut stream = TcpStream::connect(address(&server)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
        stream.write_all(head.as_bytes()).expect("a request");
        std::thread::sleep(Duration::from_millis(silence));
        // To the end, which comes when the connection has been without a request for long enough.
        let mut read = Vec::new();
        let end = stream.read_to_end(&mut read);
        assert!(
            read.starts_with(b"HTTP/1.1 200"),
            "{}",
            String::from_utf8_lossy(&read[..read.len().min(300)])
        );
        let came = format!("{} of {}, {end:?}", read.len(), text.len());
        assert!(end.is_ok() || !is_whole, "it is closed without a request: {came}");
        assert_eq!(read.len() > text.len() && read.ends_with(b"}"), is_whole, "{came}");
        assert!(is_whole || read.len() < text.len(), "{came}");
        assert_eq!(post(&server, &add(), &[]).status, 200, "and it goes on");
    }
}

/// A list that is shared by all who ask is the same in each form of an answer.
#[test]
fn long_lists_are_whole() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fixture"));
    command.env("FIXTURE_TOOLS", "200");
    let server = HttpServer::start_command(command);
    let list = request("tools/list", &json!({}));
    let whole = post(&server, &list, &[]);
    assert_eq!((whole.status, whole.json()["id"].clone()), (200, json!(1)));
    let result = &whole.json()["result"];
    let tools = result["tools"].as_array().expect("tools");
    assert!(
        tools.len() > 200 && result["resultType"] == "complete" && result["ttlMs"].is_u64(),
        "{}",
        tools.len()
    );
    assert!(
        whole.head.contains(&format!("content-length: {}", whole.body.len())),
        "{}",
        whole.head
    );
    let events = post(&server, &list, &["Accept: text/event-stream"]);
    assert!(
        events.body.contains(&format!("data: {}\n", whole.body)),
        "{}",
        events.head
    );
    let tools = tools.clone();
    let session = Session::start(server.url(), "2025-03-26");
    let list = message(1, "tools/list", &json!({}));
    let named = |answer: &Value| {
        let tools = answer["result"]["tools"].as_array().cloned().unwrap_or_default();
        tools.iter().map(|tool| tool["name"].clone()).collect::<Vec<_>>()
    };
    let names: Vec<Value> = tools.iter().map(|tool| tool["name"].clone()).collect();
    let alone = session.post(&list);
    assert_eq!((&alone.json()["id"], named(&alone.json())), (&json!(1), names.clone()));
    let events = session.open("POST", &[("Accept", "text/event-stream")], &list.to_string());
    assert_eq!(named(&events.rest().events()[0]), names);
    let both = session
        .post(&json!([list, message(2, "tools/list", &json!({}))]))
        .json();
    assert_eq!((named(&both[0]), named(&both[1])), (names.clone(), names));
}

/// Who gives up a server ends its connections with it.
#[mcp::test]
async fn a_server_that_is_dropped() {
    let server = mcp::Server::builder("short").build().expect("a server");
    let listener = server
        .listen_http("127.0.0.1:0", mcp::HttpOptions::new())
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    let running = tokio::spawn(listener.run(std::future::pending()));
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a limit");
    let pinged = tokio::task::spawn_blocking(move || {
        let headers = format!("Host: {address}\r\nMcp-Name: none");
        let body = request("tools/call", &json!({ "name": "none" }));
        (on(&mut stream, &headers, &body), stream)
    });
    let (status, mut stream) = pinged.await.expect("an answer");
    assert_eq!(status, 200);
    running.abort();
    let read = tokio::task::spawn_blocking(move || stream.read(&mut [0]));
    assert_eq!(read.await.expect("no panic").expect("an end"), 0);
}

/// Who counts as running for as long as it is there.
struct Running(Arc<AtomicUsize>);

impl Running {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Running(count.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn until(what: &str, done: impl Fn() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < Duration::from_secs(5), "{what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// A call that never ends ends with the server, and its connection with it: when the drain time is over, and at once where
/// the server is dropped.
#[mcp::test]
async fn calls_that_never_end_end_with_the_server() {
    for (what, in_session, leaves, dropped) in [
        ("a call", false, false, false),
        ("a call of a session", true, false, false),
        ("a call of a session whose client has left", true, true, false),
        ("a call, dropped", false, false, true),
        ("a call of a session, dropped", true, false, true),
    ] {
        let running = Arc::new(AtomicUsize::new(0));
        let counted = running.clone();
        let never = mcp::Tool::new("never", json!({ "type": "object" }), move |_, _| {
            let running = Running::new(&counted);
            async move {
                std::future::pending::<()>().await;
                drop(running);
                Ok(mcp::Text("never".into()))
            }
        });
        let server = mcp::Server::builder("endless").tool(never).build().expect("a server");
        let options = mcp::HttpOptions::new().drain(Duration::from_millis(100));
        let listener = server.listen_http("127.0.0.1:0", options).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(listener.run(async move { drop(stopped.await) }));

        let (headers, body) = if in_session {
            let url = format!("http://{address}/mcp");
            let session = tokio::task::spawn_blocking(move || Session::start(&url, "2025-11-25"));
            let session = session.await.expect("a session");
            (
                format!("MCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: {}", session.id()),
                call(1, "never", &json!({})),
            )
        } else {
            (
                "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: never".to_owned(),
                request("tools/call", &json!({ "name": "never", "arguments": {} })),
            )
        };
        let body = body.to_string();
        let head = format!(
            "POST /mcp HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\n{headers}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
        stream.write_all(head.as_bytes()).await.expect("a request");
        until(what, || running.load(Ordering::SeqCst) == 1).await;
        let stream = (!leaves).then_some(stream);

        if dropped {
            serving.abort();
        } else {
            drop(stop);
        }
        let ended = tokio::time::timeout(Duration::from_secs(5), serving).await.expect(what);
        assert_eq!(ended.is_ok(), !dropped, "{what}");
        until(what, || running.load(Ordering::SeqCst) == 0).await;
        if let Some(mut stream) = stream {
            let mut rest = Vec::new();
            let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await;
            // However it ends.
            drop(read.expect(what));
        }
    }
}
