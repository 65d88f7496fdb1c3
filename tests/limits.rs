//! What bad input may cost: memory, time, and the time of others. F-numbers are the fault groups. Limits of time have
//! ten times the room, so that a busy machine fails nothing.

use mcp_tests::pipes::{ADD, HELLO, Live, peak_memory, piped};
use mcp_tests::tools::HttpServer;
use mcp_tests::web::{add, address, post};
use serde_json::{Value, json};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const MEGABYTE: u64 = 1024 * 1024;
/// The longest line or body of a server that sets no limit of its own.
const CAP: u64 = 4 * MEGABYTE;

/// A fixture that has answered a request of every kind used here, so that what it needs anyhow is there.
fn warm() -> Live {
    let mut server = Live::start(piped(env!("CARGO_BIN_EXE_fixture")));
    server.ask(HELLO);
    assert_eq!(server.ask(b"{")["error"]["code"], -32700);
    assert_eq!(server.ask(ADD)["id"], 99);
    server
}

/// What a line was answered with, how long that took, and what it cost in memory, if the system says.
fn cost(server: &mut Live, line: &[u8]) -> (Value, Duration, u64) {
    let before = server.peak_memory();
    let started = Instant::now();
    let answer = server.ask(line);
    let took = started.elapsed();
    let grown = match (before, server.peak_memory()) {
        (Some(before), Some(after)) => after - before,
        _ => 0,
    };
    (answer, took, grown)
}

/// F10: nesting costs no more than its bytes. Cut off it is no JSON, and whole it is what it says it is.
#[test]
fn nesting_is_cheap() {
    let open = "[".repeat(200_000);
    let whole = format!("{open}{}", "]".repeat(200_000));
    let head = r#"{"jsonrpc":"2.0","id":1,"method":"#;
    for (what, line, code) in [
        ("bare", open.clone(), -32700),
        ("params", format!(r#"{head}"tools/list","params":{open}"#), -32700),
        (
            "in params",
            format!(r#"{head}"tools/list","params":{{"x":{open}"#),
            -32700,
        ),
        (
            "objects",
            format!(r#"{head}"tools/list","params":{}"#, r#"{"a":"#.repeat(200_000)),
            -32700,
        ),
        ("whole", whole.clone(), -32600),
        (
            "whole params",
            format!(r#"{head}"tools/list","params":{whole}}}"#),
            -32602,
        ),
    ] {
        let mut server = warm();
        let (answer, took, grown) = cost(&mut server, line.as_bytes());
        assert_eq!(answer["error"]["code"], code, "{what}");
        assert!(grown < 5 * MEGABYTE, "{what}: {grown} bytes more");
        assert!(took < Duration::from_millis(500), "{what}: {took:?}");
        assert_eq!(server.ask(ADD)["id"], 99, "{what}");
    }
    // As an argument it is the tool that refuses it, and as something that nobody reads it is skipped.
    let text = format!(r#"{head}"tools/call","params":{{"name":"echo","arguments":{{"text":{whole}}}}}}}"#);
    let ignored =
        format!(r#"{head}"tools/call","params":{{"name":"echo","arguments":{{"text":"hi"}},"other":{whole}}}}}"#);
    for (line, refused) in [(text, true), (ignored, false)] {
        let mut server = warm();
        let (answer, took, grown) = cost(&mut server, line.as_bytes());
        assert_eq!(answer["result"]["isError"] == json!(true), refused, "{answer}");
        assert!(
            grown < 5 * MEGABYTE && took < Duration::from_millis(500),
            "{grown} {took:?}"
        );
    }
}

/// F11: what is longer than a line may be is thrown away as it comes.
#[test]
fn a_long_line_costs_less_than_two_of_the_longest() {
    let mut server = warm();
    let long = vec![b'x'; 20 * 1024 * 1024];
    let (answer, _, grown) = cost(&mut server, &long);
    assert_eq!(answer["error"]["code"], -32600);
    assert!(
        answer["error"]["message"]
            .as_str()
            .is_some_and(|text| text.contains("too large")),
        "{answer}"
    );
    assert!(grown < 2 * CAP, "{grown} bytes more");
    assert_eq!(server.ask(ADD)["id"], 99);
}

/// F23: a body without end is refused at the limit; what follows is not read.
#[test]
fn a_body_without_end_is_not_read() {
    let server = HttpServer::start(Path::new(env!("CARGO_BIN_EXE_fixture")));
    assert_eq!(post(&server, &add(), &[]).status, 200);
    let before = peak_memory(server.process());
    let mut stream = TcpStream::connect(address(&server)).expect("a connection");
    let head = format!(
        "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nAccept: */*\r\nTransfer-Encoding: chunked\r\n\r\n",
        address(&server)
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let mut chunk = b"10000\r\n".to_vec();
    chunk.extend(std::iter::repeat_n(b'x', 0x10000));
    chunk.extend_from_slice(b"\r\n");
    let mut sent = 0;
    while sent < 64 * MEGABYTE && stream.write_all(&chunk).is_ok() {
        sent += chunk.len() as u64;
    }
    let mut answer = Vec::new();
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    // It may end in a reset: there are bytes that nobody has read.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    // Beyond the limit there is only what the sockets hold.
    assert!(sent < 32 * MEGABYTE, "{sent} bytes were taken");
    if let (Some(before), Some(after)) = (before, peak_memory(server.process())) {
        assert!(after - before < 2 * CAP + MEGABYTE, "{} bytes more", after - before);
    }
}

/// The slowest but one of a hundred requests that are answered one after the other.
fn slowest(server: &HttpServer) -> Duration {
    let mut times: Vec<Duration> = (0..100)
        .map(|_| {
            let started = Instant::now();
            assert_eq!(post(server, &add(), &[]).status, 200);
            started.elapsed()
        })
        .collect();
    times.sort();
    times[98]
}

/// F26: five hundred clients that stop in the middle take no time from others, and are sent away.
#[test]
fn slow_clients_take_nothing_from_others() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixture"));
    command.env("FIXTURE_TIMEOUT", "1500");
    let server = HttpServer::start_command(command);
    let host = address(&server);
    let alone = slowest(&server);
    let halves = [
        "POST /mcp HTTP/1.1\r\nHost: ".to_owned(),
        format!(
            "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nAccept: */*\r\nContent-Length: 50\r\n\r\n{{"
        ),
    ];
    let started = Instant::now();
    let mut held: Vec<TcpStream> = (0..500)
        .map(|index| {
            let mut stream = TcpStream::connect(&host).expect("a connection");
            stream.write_all(halves[index % 2].as_bytes()).expect("half a request");
            stream
        })
        .collect();
    let beside = slowest(&server);
    // A machine so slow that they are gone by now has measured nothing.
    if started.elapsed() < Duration::from_millis(1200) {
        for stream in &held {
            stream.set_nonblocking(true).expect("a setting");
            let waiting = stream.peek(&mut [0]).map_err(|error| error.kind());
            assert_eq!(waiting, Err(ErrorKind::WouldBlock), "it is still there");
            stream.set_nonblocking(false).expect("a setting");
        }
        let allowed = (alone * 10).max(Duration::from_millis(50));
        assert!(beside < allowed, "{beside:?} beside them, {alone:?} alone");
    }
    for stream in &mut held {
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
        stream.read_to_end(&mut Vec::new()).expect("closed by the server");
    }
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}
