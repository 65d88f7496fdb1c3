//! The comparison of `benches` with the floor: it runs, what it compares gives the same answers, and it sees a wrong one.
#![cfg(target_os = "linux")]

use mcp_tests::pipes::{piped, talk_to};
use mcp_tests::tools::{example, program};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// The comparison, with all that it compares beside it.
fn against() -> Command {
    for floor in ["floor_http", "floor_stdio"] {
        assert!(program("mcp-benches", floor).is_file(), "{floor}");
    }
    assert!(example("bench_server").is_file());
    Command::new(program("mcp-benches", "against"))
}

fn run(arguments: &[&str]) -> Output {
    let quick = ["--rounds", "1", "--seconds", "0.04", "--scale", "0.01", "--json"];
    against().args(quick).args(arguments).output().expect("against")
}

/// Every work, with everybody who can take part in it, and no answer is wrong.
#[test]
fn every_work_is_measured() {
    let output = run(&[]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut measured: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with('{')) {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        let word = |key: &str| line[key].as_str().expect("a word").to_owned();
        let rate = line.get("answers").is_some_and(Value::is_number);
        assert!(
            !rate || line["answers"].as_u64() > Some(0) && line["bad"] == 0,
            "{line}"
        );
        measured.entry(word("work")).or_default().insert(word("server"));
    }
    let (http, stdio) = (vec!["floor", "floor with checks", "ours"], vec!["floor", "ours"]);
    for (work, servers) in [
        ("http", &http),
        ("sessions", &http),
        ("stdio", &stdio),
        ("list", &http),
        ("echo", &http),
        ("growth", &http),
        ("idle", &http),
        ("flood", &http),
        ("cold", &stdio),
    ] {
        let found = measured.remove(work).unwrap_or_default();
        assert!(found.iter().eq(servers), "{work}: {found:?}");
        assert!(text.contains(&format!("## {work}")), "{work} has a table");
    }
    assert!(measured.is_empty(), "{measured:?}");
}

/// A server that lies is found out, whatever it lies about, and the others are not blamed for it.
#[test]
fn a_wrong_answer_is_seen() {
    let says = |answer: &str| format!(r#"sed -u -E s/.*"id":([0-9]+).*/{answer}/"#);
    let done = |content: &str| {
        says(&format!(
            r#"{{"jsonrpc":"2.0","id":\1,"result":{{"resultType":"complete",{content}}}}}"#
        ))
    };
    let fixture = format!("{} --http 127.0.0.1:{{port}}", env!("CARGO_BIN_EXE_fixture"));
    let liars = [
        (
            "stdio",
            "sum",
            done(r#""content":[{"type":"text","text":"41"}]"#),
            "not the sum",
        ),
        (
            "stdio",
            "structure",
            done(r#""structuredContent":{"result":1},"content":[{"type":"text","text":"42000"}]"#),
            "not the sum",
        ),
        (
            "stdio",
            "fault",
            done(r#""isError":true,"content":[{"type":"text","text":"42000"}]"#),
            "an error of the tool",
        ),
        (
            "stdio",
            "refusal",
            says(r#"{"jsonrpc":"2.0","id":\1,"error":{"code":-32603,"message":"no"}}"#),
            "no result",
        ),
        (
            "stdio",
            "version",
            says(r#"{"jsonrpc":"1.0","id":\1,"result":{}}"#),
            "not JSON-RPC 2.0",
        ),
        (
            "stdio",
            "id",
            done(r#""content":[{"type":"text","text":"42000"}]"#).replace(r"\1", "7"),
            "not the answer to anything",
        ),
        ("stdio", "prose", says("Hello"), "expected value"),
        ("stdio", "silence", "true".to_owned(), "closed its output"),
        ("list", "tools", fixture, "tools, not 52"),
        ("list", "absence", "false {port}".to_owned(), "ended with"),
    ];
    for work in ["stdio", "list"] {
        let mine: Vec<_> = liars.iter().filter(|liar| liar.0 == work).collect();
        let servers: Vec<String> = mine
            .iter()
            .map(|(_, name, command, _)| format!("{name}={command}"))
            .collect();
        let mut arguments = vec![work];
        servers.iter().for_each(|server| arguments.extend(["--server", server]));
        let output = run(&arguments);
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{text}");
        for (_, name, _, what) in mine {
            let wrong = text.lines().find(|line| line.starts_with(&format!("WRONG: {name}, ")));
            assert!(wrong.is_some_and(|line| line.contains(what)), "{name}: {wrong:?}");
        }
        for honest in ["floor", "floor with checks", "ours"] {
            assert!(!text.contains(&format!("WRONG: {honest}, ")), "{text}");
        }
    }
}

/// What cannot begin says why.
#[test]
fn it_does_not_begin() {
    let alone = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("against of {}", std::process::id()));
    std::fs::create_dir_all(&alone).expect("a folder");
    std::fs::copy(against().get_program(), alone.join("against")).expect("a copy");
    let beside = || Command::new(alone.join("against"));
    for (mut command, arguments, what) in [
        (
            beside(),
            vec![],
            "cargo build -p mcp-benches -p mcp-examples --bin against",
        ),
        (against(), vec!["htttp"], "htttp is no work"),
        (against(), vec!["--rounds"], "--rounds needs a value"),
        (against(), vec!["--rounds", "0"], "at least 1"),
        (against(), vec!["--seconds", "long"], "not long"),
        (against(), vec!["--server", "peer"], "NAME=COMMAND"),
        (against(), vec!["--server", "peer= "], "NAME=COMMAND"),
    ] {
        let output = command.args(&arguments).output().expect("against");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.code() == Some(2) && said.contains(what),
            "{arguments:?}: {said}"
        );
    }
    let _ = std::fs::remove_dir_all(alone);
}

fn meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    })
}

/// The floor does less, but it says the same, to the byte.
#[test]
fn the_floor_gives_the_same_answers() {
    let hello = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" } });
    let asked = [
        ("tools/call", json!({ "name": "add", "arguments": { "a": -5, "b": 3 } })),
        (
            "tools/call",
            json!({ "name": "echo", "arguments": { "text": "\"é\"\n\u{1}" } }),
        ),
        ("tools/list", json!({})),
    ];
    let line = |id: usize, method: &str, params: &Value| {
        json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string() + "\n"
    };
    for modern in [true, false] {
        let mut text = String::new();
        if !modern {
            text += &line(9, "initialize", &hello);
            text += "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";
        }
        for (id, (method, params)) in asked.iter().enumerate() {
            let mut params = params.clone();
            if modern {
                params["_meta"] = meta();
            }
            text += &line(id, method, &params);
        }
        let answers = |path: &Path| {
            let run = talk_to(piped(path.to_str().expect("UTF-8")), text.as_bytes());
            assert_eq!(run.lines.len(), asked.len() + usize::from(!modern), "{}", run.log);
            run.lines
        };
        let floor = answers(&program("mcp-benches", "floor_stdio"));
        assert_eq!(floor, answers(&example("bench_server")), "modern: {modern}");
    }
}

/// The floor with checks refuses what the server refuses.
#[test]
fn the_floor_checks_the_same() {
    let params = json!({ "name": "add", "arguments": { "a": 1, "b": 2 }, "_meta": meta() });
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params }).to_string();
    let right = [
        ("Host", "127.0.0.1"),
        ("Content-Type", "application/json"),
        ("Accept", "application/json, text/event-stream"),
        ("MCP-Protocol-Version", "2026-07-28"),
        ("Mcp-Method", "tools/call"),
        ("Mcp-Name", "add"),
    ];
    let bent = [
        ("X-None", Some("1")),
        ("Host", Some("evil.example")),
        ("Origin", Some("http://evil.example")),
        ("Origin", Some("http://localhost:3000")),
        ("Content-Type", Some("text/plain")),
        ("Content-Type", None),
        ("Accept", Some("text/html")),
        ("Accept", None),
        ("MCP-Protocol-Version", Some("2025-11-25")),
        ("MCP-Protocol-Version", None),
        ("Mcp-Method", Some("tools/list")),
        ("Mcp-Method", None),
        ("Mcp-Name", Some("echo")),
        ("Mcp-Name", None),
    ];
    let statuses = |program: PathBuf, flags: &[&str]| {
        let address = TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .expect("a port");
        let port = address.port().to_string();
        let command = Command::new(program)
            .args(flags)
            .args(["--port", &port])
            .stderr(Stdio::null())
            .spawn();
        let mut server = command.expect("a server");
        let connect = || {
            (0..1000).find_map(|_| {
                std::thread::sleep(Duration::from_millis(10));
                TcpStream::connect(address).ok()
            })
        };
        let mut found = Vec::new();
        for (name, value) in bent {
            let mut headers: BTreeMap<_, _> = right.into_iter().collect();
            headers.remove(name);
            headers.extend(value.map(|value| (name, value)));
            let headers: String = headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}\r\n"))
                .collect();
            let length = body.len();
            let request =
                format!("POST /mcp HTTP/1.1\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}");
            let mut stream = connect().expect("it listens");
            stream.write_all(request.as_bytes()).expect("sent");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("an answer");
            found.push(format!("{name}: {value:?}: {}", answer.get(9..12).unwrap_or_default()));
        }
        let _ = server.kill();
        let _ = server.wait();
        found
    };
    let floor = statuses(program("mcp-benches", "floor_http"), &["--check"]);
    assert!(floor[0].ends_with("200"), "{floor:?}");
    assert_eq!(floor, statuses(example("bench_server"), &[]));
}
