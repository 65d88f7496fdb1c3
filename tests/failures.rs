//! What goes wrong inside a call: panics, errors, arguments that do not fit, and what the log may say of them. F-numbers
//! are the fault groups.

use mcp_tests::pipes::{ADD, HELLO, Live, Run, call, lines, piped, talk_to};
use serde_json::json;
use std::process::Command;
use std::time::{Duration, Instant};

fn fixture() -> Command {
    piped(env!("CARGO_BIN_EXE_fixture"))
}

fn talk(input: &[&[u8]]) -> Run {
    talk_to(fixture(), &lines(input))
}

/// F15: a panic or an error of the server's own is that one call's, masked, with an id that the log has too.
#[test]
fn failures_are_contained_and_masked() {
    let run = talk(&[
        HELLO,
        &call(1, "explode", &json!({ "secret": "" })),
        &call(2, "explode_later", &json!({})),
        &call(3, "hidden", &json!({})),
        &call(4, "late", &json!({})),
        ADD,
    ]);
    assert_eq!(run.code, Some(0));
    for (id, tool) in [(1, "explode"), (2, "explode_later"), (3, "hidden")] {
        let text = run.text(id);
        let start = format!("Error executing tool {tool} (correlation id ");
        let correlation = text.strip_prefix(&start).and_then(|rest| rest.strip_suffix(')'));
        let correlation = correlation.unwrap_or_else(|| panic!("{text}"));
        assert!(run.log.contains(correlation), "the log has {correlation}: {}", run.log);
        assert_eq!(run.answer(id)["result"]["isError"], true);
    }
    assert!(
        run.log.contains("boom") && run.log.contains("No such file"),
        "the log has the causes: {}",
        run.log
    );
    assert!(
        !run.messages
            .iter()
            .any(|message| message.to_string().contains("No such file"))
    );
    assert_eq!(run.text(4), "Error executing tool late: timed out after 0.05 s");
    assert_eq!(run.text(99), "3");
    let mut command = fixture();
    command.env("MCP_DEBUG", "true");
    let mut input = HELLO.to_vec();
    input.push(b'\n');
    input.extend(call(3, "hidden", &json!({})));
    let run = talk_to(command, &input);
    assert!(
        run.text(3).contains("No such file"),
        "debug shows the chain: {}",
        run.text(3)
    );
}

/// F15: at once, counted, and the server lives on; a buffer that cannot be had is no more than a panic.
#[test]
fn panics_are_answered_at_once_and_counted() {
    let mut server = Live::start(fixture());
    server.ask(HELLO);
    let count = |server: &mut Live| server.ask(&call(9, "panics", &json!({})))["result"]["structuredContent"].clone();
    assert_eq!(count(&mut server), json!({ "result": 0 }));
    for (panics, tool, arguments) in [
        (1, "explode", json!({ "secret": "" })),
        (2, "explode_later", json!({})),
        (3, "hoard", json!({})),
        (3, "hidden", json!({})),
    ] {
        let started = Instant::now();
        let answer = server.ask(&call(1, tool, &arguments));
        assert!(
            started.elapsed() < Duration::from_secs(1),
            "{tool}: {:?}",
            started.elapsed()
        );
        assert_eq!(answer["result"]["isError"], true, "{tool}: {answer}");
        let text = answer["result"]["content"][0]["text"].as_str().unwrap_or_default();
        let masked = format!("Error executing tool {tool} (correlation id ");
        assert!(text.starts_with(&masked) && text.len() < masked.len() + 40, "{text}");
        assert_eq!(count(&mut server), json!({ "result": panics }), "{tool}");
    }
}

/// F16: every problem with the arguments at once, by path, with the valid names, and no value repeated or logged.
#[test]
fn arguments_are_refused_in_words_a_model_can_use() {
    let table = [
        (
            "add",
            json!({}),
            "$.a: missing, expected an integer; $.b: missing, expected an integer (arguments: a, b)",
        ),
        (
            "add",
            json!({ "a": 1, "b": "SECRET" }),
            "$.b: expected an integer (arguments: a, b)",
        ),
        (
            "add",
            json!({ "a": 1, "b": 2, "bb": "SECRET" }),
            "$.bb: unknown argument, did you mean 'b'? (arguments: a, b)",
        ),
        (
            "region",
            json!({ "region": "x", "level": 12 }),
            "$.level: expected an integer from 1 to 9 (arguments: region, level)",
        ),
        (
            "region",
            json!({ "region": ["SECRET"] }),
            "$.region: expected a string (arguments: region, level)",
        ),
        (
            "echo",
            json!({ "text": "SECRET", "text2": 1 }),
            "$.text2: unknown argument, did you mean 'text'? (arguments: text)",
        ),
        (
            "anything",
            json!({ "text": 1, "value": 2 }),
            "$.text: expected a string, such as \"Rome\" (arguments: text, value)",
        ),
        (
            "anything",
            json!({ "value": ["SECRET"] }),
            "$.text: missing, expected a string, such as \"Rome\" (arguments: text, value)",
        ),
    ];
    for (tool, arguments, expected) in table {
        let mut command = fixture();
        command.env("MCP_LOG", "debug");
        let mut input = HELLO.to_vec();
        input.push(b'\n');
        input.extend(call(1, tool, &arguments));
        let run = talk_to(command, &input);
        assert_eq!(run.text(1), format!("Error executing tool {tool}: {expected}"));
        assert_eq!(run.answer(1)["result"]["isError"], true);
        assert!(!run.log.contains("SECRET"), "{}", run.log);
    }
}

/// F8, F10: what JSON may be and an argument may not is refused as any other argument.
#[test]
fn arguments_that_are_no_values_are_refused() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for (arguments, expected) in [
        (
            r#"{"text":"\ud800","value":1}"#.to_owned(),
            "$.text: half a surrogate pair is no text (arguments: text, value)",
        ),
        (
            format!(r#"{{"text":"x","value":{deep}}}"#),
            "$.value: nested too deeply (arguments: text, value)",
        ),
    ] {
        let line =
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"anything","arguments":ARGUMENTS}}"#;
        let run = talk(&[HELLO, line.replace("ARGUMENTS", &arguments).as_bytes(), ADD]);
        assert_eq!(run.text(1), format!("Error executing tool anything: {expected}"));
        assert_eq!((&run.answer(1)["result"]["isError"], run.text(99)), (&json!(true), "3"));
    }
}

/// No argument, answer or body is in the log above trace.
#[test]
fn the_log_has_no_values() {
    let run = talk(&[
        HELLO,
        &call(1, "echo", &json!({ "text": "SECRET-1" })),
        &call(2, "explode", &json!({ "secret": "SECRET-2" })),
        &call(3, "region", &json!({ "region": "SECRET-3", "level": 77 })),
        br#"{"jsonrpc":"2.0","id":4,"method":"resources/read","params":{"uri":"docs://../SECRET-4"}}"#,
        br#"{"jsonrpc":"2.0","id":6,"method":"resources/read","params":{"uri":"docs://broken-SECRET-8"}}"#,
        br#"{"jsonrpc":"2.0","id":5,"method":"prompts/get","params":{"name":"greet","arguments":{"name":"SECRET-5"}}}"#,
        br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"SECRET-6","reason":"SECRET-7"}}"#,
    ]);
    assert!(!run.log.contains("SECRET"), "{}", run.log);
    assert!(
        run.log.contains("the disk is gone"),
        "what failed is there: {}",
        run.log
    );
    assert!(!run.answer(6).to_string().contains("the disk is gone"));
}
