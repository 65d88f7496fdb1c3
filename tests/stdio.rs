//! A real server on real pipes: what is answered, what is counted, and how it ends. F-numbers are the fault groups.

use mcp_tests::pipes::{ADD, HELLO, Live, Run, call, lines, piped, talk_to};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::Command;
use std::time::{Duration, Instant};

fn fixture() -> Command {
    piped(env!("CARGO_BIN_EXE_fixture"))
}

fn talk(input: &[&[u8]]) -> Run {
    talk_to(fixture(), &lines(input))
}

/// What is wrong, the line, and the id and code it is answered with, if at all.
type Malformed<'a> = (&'a str, &'a [u8], Option<(Value, i64)>);

/// F1–F10: whatever comes, it is answered or counted, and the next line is answered as if nothing had been.
#[test]
fn malformed_lines_are_answered_and_the_next_one_is_too() {
    let deep = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}"#,
        "[".repeat(200_000)
    );
    let table: &[Malformed<'_>] = &[
        (
            "F1 truncated",
            br#"{"jsonrpc":"2.0","id":1,"method":"to"#,
            Some((Value::Null, -32700)),
        ),
        (
            "F2 batch",
            br#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#,
            Some((Value::Null, -32600)),
        ),
        ("F2 empty batch", b"[]", Some((Value::Null, -32600))),
        (
            "F2 two in a batch",
            br#"[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]"#,
            Some((Value::Null, -32600)),
        ),
        (
            "F3 no jsonrpc",
            br#"{"id":1,"method":"ping"}"#,
            Some((json!(1), -32600)),
        ),
        (
            "F3 wrong jsonrpc",
            br#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#,
            Some((json!(1), -32600)),
        ),
        (
            "F4 null id",
            br#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
            Some((Value::Null, -32600)),
        ),
        (
            "F4 fraction id",
            br#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#,
            Some((Value::Null, -32600)),
        ),
        (
            "F4 object id",
            br#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#,
            Some((Value::Null, -32600)),
        ),
        (
            "F4 true id",
            br#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#,
            Some((Value::Null, -32600)),
        ),
        (
            "F6 duplicate key",
            br#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#,
            Some((Value::Null, -32600)),
        ),
        (
            "F6 duplicate method",
            br#"{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}"#,
            Some((Value::Null, -32600)),
        ),
        (
            "F6 both cases",
            br#"{"jsonrpc":"2.0","id":1,"method":"ping","METHOD":"tools/list"}"#,
            Some((json!(1), -32600)),
        ),
        (
            "F6 case",
            br#"{"jsonrpc":"2.0","id":1,"Method":"ping"}"#,
            Some((Value::Null, -32600)),
        ),
        (
            "F6 folded",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"param\u{17f}\":{}}".as_bytes(),
            Some((json!(1), -32600)),
        ),
        (
            "F7 params null",
            br#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":null}"#,
            Some((json!(1), -32602)),
        ),
        (
            "F7 params array",
            br#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}"#,
            Some((json!(1), -32602)),
        ),
        (
            "F7 params missing",
            br#"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#,
            Some((json!(1), -32602)),
        ),
        (
            "F8 invalid UTF-8",
            b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}",
            Some((Value::Null, -32700)),
        ),
        (
            "F8 lone surrogate",
            br#"{"jsonrpc":"2.0","id":1,"method":"\ud800"}"#,
            Some((Value::Null, -32700)),
        ),
        (
            "F8 lone surrogate in the id",
            br#"{"jsonrpc":"2.0","id":"\udc00","method":"ping"}"#,
            Some((Value::Null, -32700)),
        ),
        (
            "F8 NUL after",
            b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\0",
            Some((Value::Null, -32700)),
        ),
        (
            "F8 NUL inside",
            b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pi\0ng\"}",
            Some((Value::Null, -32700)),
        ),
        ("F8 NUL", b"\0\0\0", Some((Value::Null, -32700))),
        ("F9 blank", b"  \t\r", None),
        ("F10 nested", deep.as_bytes(), Some((Value::Null, -32700))),
        (
            "F12 unknown response",
            br#"{"jsonrpc":"2.0","id":77,"result":{}}"#,
            None,
        ),
        (
            "F12 both",
            br#"{"jsonrpc":"2.0","id":77,"result":{},"error":{"code":1,"message":""}}"#,
            None,
        ),
        (
            "F12 cancel unknown",
            br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}"#,
            None,
        ),
        (
            "unknown notification",
            br#"{"jsonrpc":"2.0","method":"notifications/nothing"}"#,
            None,
        ),
        (
            "F32 unknown method",
            br#"{"jsonrpc":"2.0","id":1,"method":"no/such"}"#,
            Some((json!(1), -32601)),
        ),
    ];
    for (name, line, expected) in table {
        let run = talk(&[HELLO, line, ADD]);
        assert_eq!(run.code, Some(0), "{name}: {}", run.log);
        assert_eq!(
            run.answer(99)["result"]["structuredContent"],
            json!({ "result": 3 }),
            "{name}"
        );
        let errors: Vec<(Value, i64)> = run
            .messages
            .iter()
            .filter_map(|message| Some((message["id"].clone(), message["error"]["code"].as_i64()?)))
            .collect();
        let answered = run.messages.len();
        assert_eq!(answered, 2 + errors.len(), "{name}: {:?}", run.messages);
        assert_eq!(errors, expected.clone().into_iter().collect::<Vec<_>>(), "{name}");
        if expected.is_none() && !line.trim_ascii().is_empty() {
            assert!(run.log.contains("ignored="), "{name} is counted: {}", run.log);
        }
    }
}

/// F2: only 2025-03-26 knows batches.
#[test]
fn arrays_are_refused_once_whatever_the_revision() {
    let batch = br#"[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]"#;
    let meta =
        r#"{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;
    let modern =
        format!(r#"{{"jsonrpc":"2.0","id":0,"method":"tools/list","params":{{"_meta":{meta}}}}}"#).into_bytes();
    let hello = |revision: &str| {
        String::from_utf8_lossy(HELLO)
            .replace("2025-11-25", revision)
            .into_bytes()
    };
    for first in [hello("2024-11-05"), hello("2025-06-18"), hello("2025-11-25"), modern] {
        let run = talk(&[&first, batch]);
        assert_eq!((run.code, run.messages.len()), (Some(0), 2), "{:?}", run.messages);
        assert!(run.answer(0).get("result").is_some());
        let refused = &run.messages[1];
        assert_eq!(
            (&refused["id"], &refused["error"]["code"]),
            (&Value::Null, &json!(-32600))
        );
    }
    assert_eq!(talk(&[batch]).answer(Value::Null)["error"]["code"], -32600);
}

/// F5, F9: ids come back to the letter, and what editors put around a line does not matter.
#[test]
fn ids_are_echoed_and_lines_are_trimmed() {
    for id in ["9223372036854775808", "-1", "0", r#""a\u00e9b""#, r#""""#] {
        let line = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#);
        let run = talk(&[HELLO, line.as_bytes()]);
        let expected: Value = serde_json::from_str(id).expect("an id");
        assert!(
            run.messages
                .iter()
                .any(|message| message["id"] == expected && message["result"] == json!({})),
            "{id}"
        );
    }
    // More digits than any number of the machine has: compared as text.
    let long = "123456789012345678901234567890";
    let mut server = Live::start(fixture());
    server.tell(HELLO);
    let answer = server.tell(format!(r#"{{"jsonrpc":"2.0","id":{long},"method":"ping"}}"#).as_bytes());
    assert_eq!(
        answer,
        format!(r#"{{"jsonrpc":"2.0","id":{long},"result":{{}}}}"#) + "\n"
    );
    let mut input = b"\xef\xbb\xbf".to_vec();
    input.extend_from_slice(HELLO);
    input.extend_from_slice(b"\r\n\r\n\n  ");
    input.extend_from_slice(ADD);
    let run = talk_to(fixture(), &input);
    assert_eq!(run.text(99), "3", "the last line needs no end");
}

/// F11: a line over the limit is answered and skipped, and memory does not grow with it.
#[test]
fn a_line_that_is_too_long_is_skipped() {
    let mut command = fixture();
    command.env("FIXTURE_LIMITS", "1");
    let mut input = HELLO.to_vec();
    input.push(b'\n');
    input.extend(std::iter::repeat_n(b'x', 20 * 1024 * 1024));
    input.push(b'\n');
    input.extend_from_slice(ADD);
    let run = talk_to(command, &input);
    let refused: Vec<_> = run
        .messages
        .iter()
        .filter(|message| message["error"]["code"] == -32600)
        .collect();
    assert_eq!(refused.len(), 1);
    assert!(
        refused[0]["error"]["message"]
            .as_str()
            .is_some_and(|text| text.contains("too large"))
    );
    assert_eq!(run.text(99), "3");
}

/// F13: what a handler prints goes to standard error, with a warning, and the protocol goes on.
#[test]
fn a_handler_that_prints_does_not_break_the_protocol() {
    let run = talk(&[HELLO, &call(1, "print", &json!({})), ADD]);
    assert_eq!((run.text(1), run.text(99)), ("printed", "3"));
    assert!(run.log.contains("stray words"), "{}", run.log);
    assert!(run.log.contains("printed to standard output"), "{}", run.log);
}

/// A program that a handler has started holds the guard of standard output, and the server ends without it.
#[test]
fn a_child_that_lives_on_does_not_keep_the_server() {
    let mut child = fixture().spawn().expect("the fixture");
    let mut stdin = child.stdin.take().expect("stdin");
    let input = lines(&[HELLO, &call(1, "leave_a_child", &json!({}))]);
    stdin.write_all(&input).expect("written");
    let mut stdout = BufReader::new(child.stdout.take().expect("stdout")).lines();
    let answers: Vec<String> = stdout.by_ref().take(2).map(|line| line.expect("a line")).collect();
    assert!(answers[1].contains("started"), "{answers:?}");
    let closed = Instant::now();
    drop(stdin);
    let code = loop {
        if let Some(status) = child.try_wait().expect("a status") {
            break status.code();
        }
        if closed.elapsed() > Duration::from_secs(10) {
            child.kill().expect("killed");
            panic!("the server waits for the child");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(code, Some(0));
    // Not to the end, which on Windows comes with that of the child.
    let mut log = BufReader::new(child.stderr.take().expect("stderr")).lines();
    assert!(log.any(|line| line.is_ok_and(|line| line.contains("stray words"))));
}

/// F14: at the end of input what was read is answered within the grace period, the rest is cancelled, and it exits 0.
#[test]
fn the_end_of_input_ends_calls() {
    let mut command = fixture();
    command.env("FIXTURE_LIMITS", "1");
    let mut input = HELLO.to_vec();
    input.push(b'\n');
    input.extend(call(1, "slow", &json!({ "milliseconds": 50 })));
    for id in 2..12 {
        input.push(b'\n');
        input.extend(call(id, "slow", &json!({ "milliseconds": 60_000 })));
    }
    let run = talk_to(command, &input);
    assert_eq!(run.code, Some(0));
    assert_eq!(run.text(1), "slow");
    assert_eq!(run.messages.len(), 2, "{:?}", run.messages);
    assert!(run.took < Duration::from_secs(3), "{:?}", run.took);
    let cancelled = run.log.lines().find(|line| line.contains("outlived the grace period"));
    assert!(cancelled.is_some_and(|line| line.contains("10")), "{}", run.log);
}

/// Progress grows, and nothing follows the answer.
#[test]
fn progress_grows_and_ends_with_the_answer() {
    let line = br#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"progress","arguments":{},"_meta":{"progressToken":"p"}}}"#;
    let run = talk(&[HELLO, line, &call(2, "slow", &json!({ "milliseconds": 150 }))]);
    let reported: Vec<&Value> = run
        .messages
        .iter()
        .filter(|message| message["method"] == "notifications/progress")
        .collect();
    let values: Vec<i64> = reported
        .iter()
        .filter_map(|message| message["params"]["progress"].as_i64())
        .collect();
    assert_eq!(values, [1, 2, 3]);
    assert!(reported.iter().all(|message| message["params"]["progressToken"] == "p"));
    let answer = run
        .messages
        .iter()
        .position(|message| message["id"] == 1)
        .expect("an answer");
    let last = run
        .messages
        .iter()
        .rposition(|message| message["method"] == "notifications/progress");
    assert!(last < Some(answer));
}

/// A cancelled call is dropped and not answered.
#[test]
fn a_cancelled_call_is_dropped() {
    let run = talk(&[
        HELLO,
        &call(7, "slow", &json!({ "milliseconds": 60_000 })),
        br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#,
        &call(8, "slow", &json!({ "milliseconds": 300 })),
    ]);
    assert!(
        run.messages.iter().all(|message| message["id"] != 7),
        "{:?}",
        run.messages
    );
    assert!(run.log.contains("slow was cancelled"), "{}", run.log);
    assert_eq!(run.text(8), "slow");
}

/// Two calls at once cannot have one id: the second is refused, and the first is answered as if nothing had been.
#[test]
fn an_id_that_is_in_use_is_refused() {
    let run = talk(&[
        HELLO,
        &call(7, "slow", &json!({ "milliseconds": 200 })),
        &call(7, "slow", &json!({ "milliseconds": 100 })),
        &call(7, "add", &json!({ "a": 1, "b": 2 })),
        br#"{"jsonrpc":"2.0","id":"7","method":"ping"}"#,
    ]);
    let answers: Vec<&Value> = run.messages.iter().filter(|message| message["id"] == 7).collect();
    assert_eq!(answers.len(), 3, "{:?}", run.messages);
    let refused = json!({ "code": -32600, "message": "Invalid Request: the id is that of a request under way" });
    assert_eq!((&answers[0]["error"], &answers[1]["error"]), (&refused, &refused));
    assert_eq!(answers[2]["result"]["content"][0]["text"], "slow");
    assert_eq!(
        run.answer("7")["result"],
        json!({}),
        "a text is another id than a number"
    );
    // Free again, after an answer and after a cancellation.
    let run = talk(&[
        HELLO,
        &call(7, "slow", &json!({ "milliseconds": 60_000 })),
        br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#,
        &call(7, "slow", &json!({ "milliseconds": 50 })),
    ]);
    assert_eq!((run.messages.len(), run.text(7)), (2, "slow"), "{:?}", run.messages);
}

/// Each revision answers the handshake with itself, and is sent nothing it does not have.
#[test]
fn revisions_get_what_they_have() {
    for (revision, structured) in [
        ("2024-11-05", false),
        ("2025-03-26", false),
        ("2025-06-18", true),
        ("2025-11-25", true),
    ] {
        let hello = String::from_utf8_lossy(HELLO).replace("2025-11-25", revision);
        let run = talk(&[
            hello.as_bytes(),
            br#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#,
            ADD,
        ]);
        assert_eq!(run.answer(0)["result"]["protocolVersion"], revision);
        assert_eq!(run.answer(0)["result"]["serverInfo"]["name"], "fixture");
        assert_eq!(
            run.answer(0)["result"]["serverInfo"]["version"],
            env!("CARGO_PKG_VERSION")
        );
        let tool = &run.answer(1)["result"]["tools"][0];
        assert_eq!(tool.get("outputSchema").is_some(), structured, "{revision}");
        assert_eq!(
            run.answer(99)["result"].get("structuredContent").is_some(),
            structured,
            "{revision}"
        );
        assert!(run.answer(1)["result"].get("ttlMs").is_none() && run.answer(1)["result"].get("resultType").is_none());
        let completions = run.answer(0)["result"]["capabilities"].get("completions");
        assert!(completions.is_none(), "nothing completes here");
    }
}

/// The first request settles the era; the other one is refused by name.
#[test]
fn eras_do_not_mix_on_one_stream() {
    let meta = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;
    let modern = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{{{meta}}}}}"#);
    let run = talk(&[modern.as_bytes(), HELLO]);
    assert_eq!(run.answer(1)["result"]["resultType"], "complete");
    assert_eq!(run.answer(0)["error"]["code"], -32022);
    let text = "connection is serving the 2026-07-28 protocol; the initialize handshake is not accepted";
    assert_eq!(run.answer(0)["error"]["message"], text);
    let run = talk(&[HELLO, modern.as_bytes()]);
    assert_eq!(run.answer(1)["error"]["code"], -32600);
    // F31
    let other = modern.replace("2026-07-28", "2099-01-01");
    let run = talk(&[other.as_bytes()]);
    assert_eq!(run.answer(1)["error"]["code"], -32022);
    assert_eq!(
        run.answer(1)["error"]["data"],
        json!({ "supported": ["2026-07-28"], "requested": "2099-01-01" })
    );
    let sampling =
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"needs_sampling",{meta}}}}}"#);
    let run = talk(&[sampling.as_bytes()]);
    assert_eq!(run.answer(1)["error"]["code"], -32021);
    assert_eq!(
        run.answer(1)["error"]["data"]["requiredCapabilities"]["sampling"],
        json!({})
    );
    let bare = br#"{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{}}"#;
    assert_eq!(talk(&[bare]).answer(1)["error"]["code"], -32602);
}

/// F32: an unknown tool is a result, an unknown resource and prompt are errors.
#[test]
fn unknown_things() {
    let run = talk(&[
        HELLO,
        &call(1, "get_forecast", &json!({})),
        br#"{"jsonrpc":"2.0","id":2,"method":"resources/read","params":{"uri":"nope://x"}}"#,
        br#"{"jsonrpc":"2.0","id":3,"method":"prompts/get","params":{"name":"nope"}}"#,
        br#"{"jsonrpc":"2.0","id":4,"method":"prompts/get","params":{"name":"greet"}}"#,
        br#"{"jsonrpc":"2.0","id":5,"method":"tools/list","params":{"cursor":"forged"}}"#,
        br#"{"jsonrpc":"2.0","id":6,"method":"resources/read","params":{"uri":"docs://a%2F..%2F..%2Fetc"}}"#,
    ]);
    assert_eq!(
        (run.text(1), &run.answer(1)["result"]["isError"]),
        ("Unknown tool: get_forecast", &json!(true))
    );
    assert_eq!(run.answer(2)["error"]["code"], -32602);
    assert_eq!(run.answer(2)["error"]["data"]["uri"], "nope://x");
    assert_eq!(run.answer(3)["error"]["code"], -32602);
    assert_eq!(run.answer(4)["error"]["message"], "Missing required arguments: name");
    assert_eq!(run.answer(5)["error"]["code"], -32602);
    assert_eq!(run.answer(6)["error"]["code"], -32602);
}

/// A second server on the same streams is refused; a transport that fails is one line on standard error and exit 1.
#[test]
fn streams_are_taken_once_and_failures_are_told() {
    let mut command = fixture();
    command.env("FIXTURE_TWICE", "1");
    let mut input = HELLO.to_vec();
    input.push(b'\n');
    input.extend(call(1, "slow", &json!({ "milliseconds": 400 })));
    let run = talk_to(command, &input);
    assert_eq!((run.code, run.text(1)), (Some(0), "slow"));
    assert!(
        run.log
            .contains("another server of this process is using standard input and output"),
        "{}",
        run.log
    );

    let mut command = fixture();
    command.env("MCP_LOG", "off");
    let mut child = command.spawn().expect("the fixture");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("stdin");
    let _ = stdin.write_all(HELLO);
    let _ = stdin.write_all(b"\n");
    let output = child.wait_with_output().expect("an exit");
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), log.lines().count()), (Some(1), 1), "{log}");
    assert!(log.starts_with("Error: "), "{log}");
}

/// Over a socket, which is what Node gives a child, and from a file, it is the same server.
#[test]
#[cfg(unix)]
fn sockets_and_files_serve_too() {
    use mcp_tests::pipes::finish;
    use std::io::Read;
    use std::process::Stdio;

    let mut input = HELLO.to_vec();
    input.push(b'\n');
    input.extend_from_slice(ADD);
    input.push(b'\n');
    let (near, far) = std::os::unix::net::UnixStream::pair().expect("a socket pair");
    let far_out = far.try_clone().expect("a copy");
    let mut child = fixture()
        .stdin(Stdio::from(std::os::fd::OwnedFd::from(far)))
        .stdout(Stdio::from(std::os::fd::OwnedFd::from(far_out)))
        .spawn()
        .expect("the fixture");
    let mut near = near;
    near.write_all(&input).expect("written");
    near.shutdown(std::net::Shutdown::Write).expect("closed");
    let mut out = String::new();
    near.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    // The guard of standard output keeps no copy of the socket once the process has ended.
    let read = near.read_to_string(&mut out);
    assert_eq!(child.wait().expect("an exit").code(), Some(0));
    assert!(read.is_ok() && out.lines().count() == 2, "{read:?} {out}");

    let path = std::env::temp_dir().join(format!("mcp-fixture-{}", std::process::id()));
    std::fs::write(&path, &input).expect("a file");
    let file = std::fs::File::open(&path).expect("the file");
    let started = Instant::now();
    let mut command = fixture();
    command.stdin(Stdio::from(file));
    let run = finish(command.spawn().expect("the fixture"), started);
    let _ = std::fs::remove_file(&path);
    assert_eq!(run.text(99), "3");
}

/// An input that cannot be read is a failure, as that of a pipe is, and no end.
#[test]
#[cfg(unix)]
fn an_input_that_cannot_be_read_is_told() {
    use mcp_tests::pipes::finish;

    let directory = std::fs::File::open(std::env::temp_dir()).expect("a directory");
    let mut command = fixture();
    command.stdin(directory);
    let run = finish(command.spawn().expect("the fixture"), Instant::now());
    assert_eq!(run.code, Some(1), "{}", run.log);
    assert!(run.log.contains("Error: Is a directory"), "{}", run.log);
}

/// However few files a process may open: where the streams cannot be taken, standard output is what it was.
#[test]
#[cfg(unix)]
fn streams_that_cannot_be_taken_are_left_as_they_were() {
    let mut failures = 0;
    for files in 3..64 {
        let mut command = piped("sh");
        command
            .args(["-c", &format!("ulimit -n {files} && exec \"$0\"")])
            .arg(env!("CARGO_BIN_EXE_fixture"))
            .env("FIXTURE_TELLS", "1");
        let run = talk_to(command, &lines(&[HELLO]));
        if run.log.contains("not served: ") {
            failures += 1;
            assert_eq!(run.messages, [json!({ "served": false })], "{files} files: {}", run.log);
        } else if run.code == Some(0) {
            assert_eq!(run.messages.len(), 1, "{files} files: {}", run.log);
            break;
        }
    }
    assert!(failures > 0, "it serves, or does not start");
}

/// A request of 2026-07-28 says itself what it wants to be told, on a connection like any other.
#[test]
fn log_messages_are_for_requests_that_name_a_level() {
    for (level, due) in [(None, 0), (Some("warning"), 5)] {
        let mut message: Value = serde_json::from_slice(&call(1, "chatter", &json!({}))).expect("a call");
        let meta = &mut message["params"]["_meta"];
        *meta = json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {} });
        if let Some(level) = level {
            meta["io.modelcontextprotocol/logLevel"] = json!(level);
        }
        let run = talk(&[message.to_string().as_bytes()]);
        let told = run
            .messages
            .iter()
            .filter(|message| message["method"] == "notifications/message");
        assert_eq!(told.count(), due, "{level:?}: {:?}", run.lines);
    }
}

/// A call that was cancelled says nothing more, even while its handler cannot be stopped.
#[test]
fn a_cancelled_call_is_silent() {
    let mut server = Live::start(fixture());
    let _ = server.ask(HELLO);
    let mut drone: Value = serde_json::from_slice(&call(1, "drone", &json!({}))).expect("a call");
    drone["params"]["_meta"] = json!({ "progressToken": 1 });
    server.say(drone.to_string().as_bytes());
    std::thread::sleep(Duration::from_millis(50));
    server.say(br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#);
    assert_eq!(server.ask(ADD)["id"], 99, "it was heard");
    std::thread::sleep(Duration::from_millis(400));
    let next = server.ask(ADD);
    assert_eq!(next["id"], 99, "{next}");
}
