//! Many and much: clients that do not read, tools by the thousand, an end in the middle of it. F-numbers are the fault
//! groups.

use mcp_tests::http::{self, Session, call, message};
use mcp_tests::pipes::peak_memory;
use mcp_tests::tools::HttpServer;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const MEGABYTE: u64 = 1024 * 1024;

fn server(settings: &[(&str, &str)]) -> HttpServer {
    HttpServer::start_with(Path::new(env!("CARGO_BIN_EXE_fixture")), settings)
}

/// F27: a client that asks for a stream of events and never reads it costs a bounded buffer, in both eras.
#[test]
fn clients_that_do_not_read() {
    const REPORTS: u32 = 300_000;
    let server = server(&[]);
    let session = Session::start(server.url(), "2025-11-25");
    let warm = session.request(
        1,
        "tools/call",
        &json!({ "name": "flood", "arguments": { "reports": 100 } }),
    );
    assert_eq!(warm["result"]["content"][0]["text"], "flooded");
    let before = peak_memory(server.id());
    let mut flood = call(2, "flood", &json!({ "reports": REPORTS }));
    flood["params"]["_meta"] = json!({ "progressToken": "p" });
    let deaf = session.open("POST", &[], &flood.to_string());
    let modern = http::modern(server.url(), &json!(3), "tools/call", &flood["params"], &[]);
    let started = Instant::now();
    // The call of the session ends although nobody reads; the other one waits with its client.
    while server.log().matches("the flood is over").count() < 2 {
        assert!(started.elapsed() < Duration::from_secs(60), "{}", server.log());
        assert_eq!(
            session.request(4, "ping", &json!({}))["result"],
            json!({}),
            "others do not wait"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    if let (Some(before), Some(after)) = (before, peak_memory(server.id())) {
        // All reports would be 50 MB and more.
        assert!(after - before < 24 * MEGABYTE, "{} bytes more", after - before);
    }
    // What was kept comes, and the answer with it.
    let events = deaf.rest().events();
    assert!(events.len() < REPORTS as usize / 2, "{} events", events.len());
    assert_eq!(events.last().map(|event| event["id"].clone()), Some(json!(2)));
    drop(modern);
    assert!(server.logs("wait for a client that does not read"), "it is told");
}

/// F39: 10,000 tools are listed whole and in order, and a page that was bent is refused.
#[test]
fn ten_thousand_tools() {
    let server = server(&[("FIXTURE_TOOLS", "10000")]);
    let session = Session::start(server.url(), "2025-11-25");
    let list = |cursor: Option<&Value>| {
        let params = cursor.map_or(json!({}), |cursor| json!({ "cursor": cursor }));
        session.request(1, "tools/list", &params)
    };
    let names = |answer: &Value| -> Vec<String> {
        let tools = answer["result"]["tools"].as_array().cloned().unwrap_or_default();
        tools
            .iter()
            .filter_map(|tool| tool["name"].as_str().map(str::to_owned))
            .collect()
    };
    let whole = names(&list(None));
    assert!(
        whole.len() > 10_000 && whole == names(&list(None)),
        "all, and in the same order"
    );
    let unique: BTreeSet<_> = whole.iter().collect();
    assert_eq!(unique.len(), whole.len());
    for cursor in [json!("tampered"), json!(""), json!("99999999"), json!("LTE=")] {
        let answer = list(Some(&cursor));
        assert_eq!(answer["error"]["code"], -32602, "{cursor}: {answer}");
    }
    let run = session.request(2, "tools/call", &json!({ "name": "many_tool09999", "arguments": {} }));
    assert_eq!(run["result"]["content"][0]["text"], "ran");
}

/// F43: a server that is told to stop while it is busy answers what it has taken.
#[test]
fn an_end_in_the_middle() {
    let server = Arc::new(server(&[]));
    let stopping = Arc::new(AtomicBool::new(false));
    let (answered, refused) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = (0..4)
        .map(|client| {
            let (server, stopping) = (server.clone(), stopping.clone());
            let (answered, refused) = (answered.clone(), refused.clone());
            std::thread::spawn(move || {
                let address = server
                    .url()
                    .trim_start_matches("http://")
                    .trim_end_matches("/mcp")
                    .to_owned();
                for id in 0.. {
                    let mut request = message(
                        id,
                        "tools/call",
                        &json!({ "name": "slow", "arguments": { "milliseconds": 5 } }),
                    );
                    request["params"]["_meta"] = json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                        "io.modelcontextprotocol/clientCapabilities": {} });
                    // A connection that cannot be made any more is no call that failed.
                    if stopping.load(Ordering::SeqCst) && std::net::TcpStream::connect(&address).is_err() {
                        refused.fetch_add(1, Ordering::SeqCst);
                        return client;
                    }
                    match in_flight(&address, &request.to_string()) {
                        Some(answer) => {
                            assert!(answer.contains("\"slow\""), "{answer}");
                            answered.fetch_add(1, Ordering::SeqCst);
                        }
                        None => {
                            refused.fetch_add(1, Ordering::SeqCst);
                            assert!(stopping.load(Ordering::SeqCst), "refused while it should serve");
                            return client;
                        }
                    }
                }
                client
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(500));
    stopping.store(true, Ordering::SeqCst);
    let started = Instant::now();
    server.stop();
    for client in clients {
        client.join().expect("no call that was taken went unanswered");
    }
    assert!(started.elapsed() < Duration::from_secs(9), "within the drain time");
    assert!(answered.load(Ordering::SeqCst) > 20);
    assert_eq!(refused.load(Ordering::SeqCst), 4);
}

/// The whole answer to a request; `None` if the server took no connection, or closed it before it had the request. A
/// request that was taken and not answered is a panic.
fn in_flight(address: &str, body: &str) -> Option<String> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let head = format!(
        "POST /mcp HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nAccept: application/json\r\n\
         MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: slow\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    let mut answer = String::new();
    match stream.read_to_string(&mut answer) {
        // Closed, or reset, before a byte of an answer: the listener was gone, and nobody had read the request.
        Ok(0) => None,
        Err(_) if answer.is_empty() => None,
        _ => {
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            Some(answer)
        }
    }
}
