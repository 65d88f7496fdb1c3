//! Two processes that are one server: what one of them asks, the other takes the answer to.

use mcp_tests::rounds::{Ended, Web, Wire, modern};
use mcp_tests::tools::HttpServer;
use serde_json::{Value, json};
use std::io::copy;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

const SHARED: &str = "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f";
const OTHER: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// What one process is started with.
struct Process {
    keys: Option<&'static str>,
    name: &'static str,
    user: &'static str,
}

fn start(process: &Process) -> HttpServer {
    let mut settings = vec![("FLEET_NAME", process.name), ("FLEET_USER", process.user)];
    settings.extend(process.keys.map(|keys| ("MCP_REQUEST_STATE_KEYS", keys)));
    HttpServer::start_with(Path::new(env!("CARGO_BIN_EXE_fleet_server")), &settings)
}

fn address(server: &HttpServer) -> String {
    let rest = server.url().trim_start_matches("http://");
    rest.split('/').next().unwrap_or_default().to_owned()
}

/// Sends each connection to the next of these addresses; gives its own URL.
fn round_robin(backends: [String; 2]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/mcp", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for (client, backend) in listener.incoming().zip(backends.iter().cycle()) {
            let client = client.expect("a connection");
            let server = TcpStream::connect(backend).expect("a backend");
            let twin = |stream: &TcpStream| stream.try_clone().expect("a handle");
            let (mut from_client, mut to_server) = (twin(&client), twin(&server));
            thread::spawn(move || copy(&mut from_client, &mut to_server));
            let (mut from_server, mut to_client) = (server, client);
            thread::spawn(move || copy(&mut from_server, &mut to_client));
        }
    });
    url
}

fn answers(question: &Value) -> Value {
    let content = match question["params"]["message"].as_str() {
        Some("How many?") => json!({ "guests": 4 }),
        Some("4 on Friday?") => json!({ "confirm": true }),
        other => panic!("no such question: {other:?}"),
    };
    json!({ "action": "accept", "content": content })
}

fn book(wire: &mut dyn Wire) -> Ended {
    let call = json!({ "name": "book", "arguments": { "date": "Friday" } });
    modern(wire, &json!({ "elicitation": {} }), "tools/call", &call, &answers)
}

#[test]
fn they_finish_each_others_rounds() {
    let one = || Process {
        keys: Some(SHARED),
        name: "bistro",
        user: "ann",
    };
    // With keys and name in common, an older key still opening what it has sealed.
    let turned = Process {
        keys: Some(
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef,\
                    7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
        ),
        ..one()
    };
    let first = start(&one());
    let second = start(&one());
    let url = round_robin([address(&first), address(&second)]);
    for _ in 0..2 {
        let ended = book(&mut Web::modern(&url));
        // Three requests take turns: the first and the last go to the same process.
        assert_eq!(
            (ended.text(), ended.rounds.len()),
            ("Friday 4 true stayed", 2),
            "{ended:?}"
        );
        let ended = book(&mut Web::modern(&url));
        assert_eq!(
            (ended.text(), ended.rounds.len()),
            ("Friday 4 true stayed", 2),
            "{ended:?}"
        );
    }
    let turned = start(&turned);
    let one_round = round_robin([address(&first), address(&turned)]);
    let ended = book(&mut Web::modern(&one_round));
    // What the new key seals the first process cannot open: that is why keys are turned in two steps.
    assert_eq!(
        ended.answer["error"]["message"], "Invalid or expired requestState",
        "{ended:?}"
    );
    assert!(
        first.logs("requestState rejected on tools/call: unknown key"),
        "{}",
        first.log()
    );

    let refused = |other: Process, reason: &str| {
        let other = start(&other);
        let url = round_robin([address(&first), address(&other)]);
        let ended = book(&mut Web::modern(&url));
        let error = json!({ "code": -32602, "message": "Invalid or expired requestState",
            "data": { "reason": "invalid_request_state" } });
        assert_eq!(ended.answer["error"], error, "{reason}: {ended:?}");
        let line = format!("requestState rejected on tools/call: {reason}");
        assert!(other.logs(&line), "{line} in {}", other.log());
    };
    refused(
        Process {
            keys: Some(OTHER),
            ..one()
        },
        "unknown key",
    );
    refused(Process { keys: None, ..one() }, "unknown key");
    refused(
        Process {
            name: "brasserie",
            ..one()
        },
        "audience",
    );
    refused(Process { user: "bob", ..one() }, "principal");
}
