//! What one revision has and another has not, on stdio: the batches of 2025-03-26, and 2024-11-05 to the letter.

use mcp_tests::pipes::{self, Run, call};
use serde_json::{Value, json};

fn talk(revision: &str, lines: &[&[u8]]) -> Run {
    let hello = String::from_utf8_lossy(pipes::HELLO).replace("2025-11-25", revision);
    let mut all = vec![hello.as_bytes()];
    all.extend_from_slice(lines);
    pipes::talk(pipes::piped(env!("CARGO_BIN_EXE_fixture")), &all)
}

fn tool(id: i64, name: &str, arguments: &Value) -> Value {
    serde_json::from_slice(&call(id, name, arguments)).expect("JSON")
}

fn batches(run: &Run) -> Vec<&Vec<Value>> {
    run.messages.iter().filter_map(Value::as_array).collect()
}

fn ids(batch: &[Value]) -> Vec<Value> {
    batch.iter().map(|answer| answer["id"].clone()).collect()
}

/// Its calls run beside each other, what they say goes out as it comes, and the answers come as one when all are there.
#[test]
fn a_batch_is_answered_as_one() {
    let mut progress = tool(4, "progress", &json!({}));
    progress["params"]["_meta"] = json!({ "progressToken": 4 });
    let batch = json!([
        tool(1, "slow", &json!({ "milliseconds": 400 })),
        tool(2, "slow", &json!({ "milliseconds": 300 })),
        tool(3, "add", &json!({ "a": 1, "b": 2 })),
        { "jsonrpc": "2.0", "method": "notifications/initialized" },
        progress,
        { "jsonrpc": "2.0", "id": 5, "method": "no/such" },
        7,
        [],
        { "jsonrpc": "2.0", "id": 6, "result": {} },
        tool(1, "add", &json!({ "a": 1, "b": 2 })),
        { "jsonrpc": "2.0", "id": 8, "method": "initialize", "params": { "protocolVersion": "2025-03-26",
            "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } } },
    ])
    .to_string();
    let run = talk("2025-03-26", &[batch.as_bytes(), pipes::ADD]);
    let [answers] = batches(&run)[..] else {
        panic!("{:?}", run.messages)
    };
    assert_eq!(run.text(99), "3", "others do not wait");
    let place = |wanted: &dyn Fn(&Value) -> bool| run.messages.iter().position(wanted).expect("a message");
    let array = place(&|message| message.is_array());
    assert!(place(&|message| message["method"] == "notifications/progress") < array);
    assert!(place(&|message| message["id"] == 99) < array);
    let code = |id: i64| -> Vec<i64> {
        let of_id = answers.iter().filter(|answer| answer["id"] == id);
        of_id.filter_map(|answer| answer["error"]["code"].as_i64()).collect()
    };
    assert_eq!(
        ids(answers),
        [3, 4, 5, 0, 0, 1, 8, 2, 1].map(|id| if id == 0 { Value::Null } else { json!(id) })
    );
    assert_eq!((code(5), code(1), code(8)), (vec![-32601], vec![-32600], vec![-32600]));
    let nameless = answers.iter().filter(|answer| answer["id"].is_null());
    assert!(
        nameless.into_iter().all(|answer| answer["error"]["code"] == -32600),
        "{answers:?}"
    );
    assert!(run.took.as_millis() < 5_000);
}

/// A batch of notifications is answered by nothing, and so is a call that is cancelled, whichever way it is asked.
#[test]
fn what_is_not_answered_is_left_out() {
    let cancel =
        |id: i64| json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id } });
    let quiet = json!([{ "jsonrpc": "2.0", "method": "notifications/initialized" }, cancel(77)]).to_string();
    let within = json!([
        tool(1, "slow", &json!({ "milliseconds": 60_000 })),
        tool(2, "add", &json!({ "a": 1, "b": 2 })),
        cancel(1),
    ])
    .to_string();
    let alone = json!([tool(3, "slow", &json!({ "milliseconds": 60_000 }))]).to_string();
    let later = json!([
        tool(4, "slow", &json!({ "milliseconds": 60_000 })),
        tool(5, "slow", &json!({ "milliseconds": 100 })),
    ])
    .to_string();
    let run = talk(
        "2025-03-26",
        &[
            quiet.as_bytes(),
            within.as_bytes(),
            alone.as_bytes(),
            later.as_bytes(),
            cancel(3).to_string().as_bytes(),
            json!([cancel(4)]).to_string().as_bytes(),
        ],
    );
    let found: Vec<Vec<Value>> = batches(&run).into_iter().map(|batch| ids(batch)).collect();
    assert_eq!(found, [[json!(2)], [json!(5)]], "{:?}", run.messages);
    assert_eq!(run.messages.len(), 3);
    assert_eq!(run.log.matches("slow was cancelled").count(), 3, "{}", run.log);
}

/// An array that is no batch is refused once.
#[test]
fn arrays_that_are_no_batch() {
    let ping = br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let many = format!("[{}]", vec!["1"; 1001].join(","));
    for (line, code) in [("[]", -32600), (" [ ] ", -32600), ("[1", -32700), (&many, -32600)] {
        let run = talk("2025-03-26", &[line.as_bytes(), ping]);
        let [_, refused, pong] = &run.messages[..] else {
            panic!("{line}: {:?}", run.messages)
        };
        assert_eq!(
            (&refused["id"], &refused["error"]["code"]),
            (&Value::Null, &json!(code)),
            "{line}"
        );
        assert_eq!(pong["result"], json!({}));
    }
    for revision in ["2024-11-05", "2025-06-18", "2025-11-25"] {
        let batch = [b"[".as_slice(), ping, b",", ping, b"]"].concat();
        let run = talk(revision, &[&batch]);
        assert_eq!(
            (run.messages.len(), &run.messages[1]["error"]["code"]),
            (2, &json!(-32600)),
            "{revision}"
        );
    }
    // The handshake stands alone: before it there is no revision that could have batches.
    let hello = [b"[".as_slice(), pipes::HELLO, b"]"].concat();
    let run = pipes::talk(pipes::piped(env!("CARGO_BIN_EXE_fixture")), &[&hello]);
    assert_eq!(
        (run.messages.len(), &run.messages[0]["error"]["code"]),
        (1, &json!(-32600))
    );
}

/// Input ends in the middle of a batch: what was answered by then is not lost.
#[test]
fn a_batch_at_the_end_of_input() {
    let mut command = pipes::piped(env!("CARGO_BIN_EXE_fixture"));
    command.env("FIXTURE_LIMITS", "1");
    let batch = json!([
        tool(1, "slow", &json!({ "milliseconds": 60_000 })),
        tool(2, "slow", &json!({ "milliseconds": 50 })),
    ])
    .to_string();
    let hello = String::from_utf8_lossy(pipes::HELLO).replace("2025-11-25", "2025-03-26");
    let run = pipes::talk(command, &[hello.as_bytes(), batch.as_bytes()]);
    assert_eq!(run.code, Some(0));
    assert_eq!(
        batches(&run).into_iter().map(|batch| ids(batch)).collect::<Vec<_>>(),
        [[json!(2)]]
    );
}

/// The first revision, which the official suite does not know.
#[test]
fn the_first_revision_to_the_letter() {
    let turns = mcp_tests::transcript::of_2024_11_05();
    let said: Vec<&[u8]> = turns.iter().map(|turn| turn.said.as_bytes()).collect();
    let run = pipes::talk(pipes::piped(env!("CARGO_BIN_EXE_fixture")), &said);
    let expected: Vec<String> = turns.into_iter().flat_map(|turn| turn.heard).collect();
    assert!(expected.len() > 20);
    assert_eq!(run.lines, expected);
}
