//! The client of a server that is a program: what it is given, what it says, and how it ends.

use mcp::client::{Command, EncodingErrors};
use mcp::{Client, Mode, Revision, json};
use mcp_tests::script::Script;
use mcp_tests::tools::example;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

#[mcp::test]
async fn a_program() {
    for (mode, revision) in [
        (Mode::Auto, Revision::V2026_07_28),
        (Mode::Legacy, Revision::V2025_11_25),
    ] {
        let command = Command::new(example("hello"));
        let client = Client::builder().mode(mode).connect(command).await.unwrap();
        assert_eq!(client.revision(), revision);
        let result = client.call_tool("hello", json!({ "name": "Ada" })).await.unwrap();
        assert_eq!(result.text(), "Hello, Ada!");
        let start = Instant::now();
        client.close().await;
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "a server ends when its input does"
        );
    }
}

#[mcp::test]
async fn a_program_sees_what_it_is_meant_to() {
    let script = Script::new(&[]);
    let command = Command::new("sh")
        .args([
            "-c",
            r#"{ env; pwd; echo "arg=$1"; } > "$LOG"; cat > /dev/null"#,
            "sh",
            "$HOME; *",
        ])
        .env("LOG", &script.log)
        .env("TERM", "mine")
        .current_dir("/");
    assert!(!format!("{command:?}").contains("mine"), "values may be secrets");
    let client = Client::builder()
        .mode(Mode::Pinned(Revision::LATEST))
        .connect(command)
        .await
        .unwrap();
    client.close().await;
    let text = script.text();
    let lines: Vec<_> = text.lines().collect();
    assert!(
        lines.contains(&"TERM=mine") && lines.contains(&"/") && lines.contains(&"arg=$HOME; *"),
        "{text}"
    );
    // Cargo sets this for the test.
    assert!(
        std::env::var_os("CARGO_MANIFEST_DIR").is_some() && !text.contains("CARGO_MANIFEST_DIR"),
        "{text}"
    );
    assert!(lines.iter().any(|line| line.starts_with("PATH=")), "{text}");
}

/// A program that does not end by itself is ended, by `close` and by dropping.
#[mcp::test]
async fn a_program_that_does_not_end() {
    for close in [true, false] {
        let script = Script::new(&[]);
        let command = Command::new("sh")
            .arg("-c")
            .arg(r#"echo $$ > "$LOG"; exec sleep 60"#)
            .env("LOG", &script.log);
        let client = Client::builder()
            .mode(Mode::Pinned(Revision::LATEST))
            .connect(command)
            .await
            .unwrap();
        let start = Instant::now();
        while !script.text().ends_with('\n') {
            assert!(start.elapsed() < Duration::from_secs(5));
            thread::sleep(Duration::from_millis(2));
        }
        let stat = format!("/proc/{}/stat", script.text().trim());
        let gone = || std::fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z "));
        assert!(!gone());
        if close {
            let start = Instant::now();
            client.close().await;
            let took = start.elapsed();
            assert!(
                (Duration::from_secs(2)..Duration::from_secs(4)).contains(&took),
                "{took:?}"
            );
            assert!(gone());
        } else {
            drop(client);
            let start = Instant::now();
            while !gone() {
                assert!(start.elapsed() < Duration::from_secs(5));
                thread::sleep(Duration::from_millis(2));
            }
        }
    }
}

/// Messages that are not UTF-8, and what is read of them.
#[mcp::test]
async fn messages_in_another_encoding() {
    let garbled = |id: &str| {
        let mut line = format!(
            r#"{{"jsonrpc":"2.0","id":{id},"result":{{"resultType":"complete","content":[{{"type":"text","text":"a"#
        )
        .into_bytes();
        line.extend_from_slice(b"\xe9\xffb\"}]}}");
        line
    };
    for (errors, id, expected) in [
        (
            EncodingErrors::Strict,
            "1",
            Err("The server's answer is no JSON-RPC response: it is not UTF-8"),
        ),
        // Some servers make a text of an id.
        (
            EncodingErrors::Strict,
            "\"1\"",
            Err("The server's answer is no JSON-RPC response: it is not UTF-8"),
        ),
        (EncodingErrors::Replace, "1", Ok("a\u{fffd}\u{fffd}b")),
        (EncodingErrors::Ignore, "1", Ok("ab")),
    ] {
        let file = std::env::temp_dir().join(format!("mcp-garbled-{}-{errors:?}", std::process::id()));
        std::fs::write(&file, [garbled(id), b"\n".to_vec()].concat()).expect("a file");
        let command = Command::new("sh")
            .args(["-c", "read -r line; cat \"$0\"; read -r line"])
            .arg(&file)
            .encoding_errors(errors);
        let builder = Client::builder()
            .mode(Mode::Pinned(Revision::LATEST))
            .timeout(Duration::from_secs(5));
        let client = builder.connect(command).await.expect("a connection");
        let got = client.call_tool("any", ()).await;
        let got = got.map(|result| result.text()).map_err(|error| error.to_string());
        std::fs::remove_file(&file).expect("the file");
        assert_eq!(got.as_deref().map_err(String::as_str), expected, "{errors:?} {id}");
    }
}

/// Waits until a program has noted whom it has started: whether that has ended.
async fn started(script: &Script) -> impl Fn() -> bool + use<> {
    let start = Instant::now();
    while !script.text().ends_with('\n') {
        assert!(start.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let stat = format!("/proc/{}/stat", script.text().trim());
    move || std::fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z "))
}

/// What a program has started ends with it where it has to be killed; its standard error is heard line by line.
#[mcp::test]
async fn a_program_with_a_program_of_its_own() {
    for close in [true, false] {
        let script = Script::new(&[]);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hearing = heard.clone();
        let command = Command::new("sh")
            .arg("-c")
            .arg(r#"trap "" TERM; sleep 60 & echo $! > "$LOG"; echo "one" >&2; printf 'two' >&2; wait; wait"#)
            .env("LOG", &script.log)
            .on_stderr(move |line| hearing.lock().unwrap().push(line.to_owned()));
        let builder = Client::builder().mode(Mode::Pinned(Revision::LATEST));
        let client = builder.connect(command).await.unwrap();
        let gone = started(&script).await;
        assert!(!gone());
        match close {
            true => client.close().await,
            false => drop(client),
        }
        let start = Instant::now();
        while !gone() || heard.lock().unwrap().len() < 2 {
            assert!(
                start.elapsed() < Duration::from_secs(5),
                "{close}: {:?}",
                heard.lock().unwrap()
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert_eq!(*heard.lock().unwrap(), ["one", "two"]);
    }
}

/// So it does where the client does not wait until the program has ended.
#[mcp::test]
async fn a_close_that_is_given_up_ends_the_whole_program() {
    let script = Script::new(&[]);
    let command = Command::new("sh")
        .args(["-c", r#"sleep 60 & echo $! > "$LOG"; wait"#])
        .env("LOG", &script.log);
    let builder = Client::builder().mode(Mode::Pinned(Revision::LATEST));
    let client = builder.connect(command).await.unwrap();
    let gone = started(&script).await;
    let closed = tokio::time::timeout(Duration::from_millis(300), client.close()).await;
    assert!(closed.is_err() && !script.text().is_empty());
    let start = Instant::now();
    while !gone() {
        assert!(start.elapsed() < Duration::from_secs(5), "it lives on");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
