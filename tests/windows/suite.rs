//! What Windows has of its own. What it shares with other systems, the suites show that run beside this one.

use mcp::client::Command;
use mcp::{Client, ClientError, Mode, PathEscapeError, Revision, json, safe_join};
use mcp_tests::pipes::{HELLO, call, lines, piped, talk_to};
use mcp_tests::tools::HttpServer;
use serde_json::Value;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_windows_program");

/// A directory of its own, with spaces in its name; gone when dropped.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let name = format!("{name} of {}", std::process::id());
        let path = std::path::absolute(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)).expect("a path");
        std::fs::create_dir_all(&path).expect("a directory");
        Directory(path)
    }

    /// A script, as npm writes them: all that it is given it gives to the program.
    fn script(&self, name: &str) {
        let program = std::path::absolute(PROGRAM).expect("a path");
        let text = format!("@ECHO off\r\n\"{}\" %*\r\n", program.display());
        std::fs::write(self.0.join(name), text).expect("a script");
    }

    /// `PATH` with this directory before the rest.
    fn path(&self) -> OsString {
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(self.0.clone()).chain(std::env::split_paths(&rest));
        std::env::join_paths(all).expect("a path")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn arguments(client: &Client) -> Vec<String> {
    let result = client.call_tool("arguments", ()).await.expect("arguments");
    let structured = result.structured_content.expect("structured");
    serde_json::from_value(structured["result"].clone()).expect("a list")
}

/// Both eras, a program by its path; it ends when its input does.
#[mcp::test]
async fn a_program() {
    for (mode, revision) in [
        (Mode::Auto, Revision::V2026_07_28),
        (Mode::Legacy, Revision::V2025_11_25),
    ] {
        let words = ["a b", "\"quoted\"", "a&b", "%PATH%", "^", "trailing\\", "", "é"];
        let command = Command::new(PROGRAM).args(words).env("PASSED_ON", "1");
        let client = Client::builder().mode(mode).connect(command).await.expect("a client");
        assert_eq!(client.revision(), revision);
        assert_eq!(arguments(&client).await, words);
        let environment = client.call_tool("environment", ()).await.expect("names").text();
        assert!(
            environment.contains("PASSED_ON") && environment.contains("SYSTEMROOT"),
            "{environment}"
        );
        assert!(!environment.contains("CARGO_"), "{environment}");
        let start = Instant::now();
        client.close().await;
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
}

/// `npx` is a file `npx.cmd`: found by its name alone, and what it is given arrives word for word.
#[mcp::test]
async fn a_script_by_its_name() {
    let directory = Directory::new("scripts");
    directory.script("weather-mcp.cmd");
    // What `%*` stands for, wine's `cmd` reads once more, and finds variables in it; that of Windows does not.
    let wine = std::env::var_os("WINELOADER").is_some();
    for words in WORDS.iter().take(if wine { 2 } else { 3 }) {
        let command = Command::new("weather-mcp").args(*words).env("Path", directory.path());
        let client = Client::connect(command).await.expect("a client");
        assert_eq!(arguments(&client).await, *words);
        client.close().await;
    }
    // Nobody can hand this to a script.
    let command = Command::new("weather-mcp")
        .arg("a\r\ncalc")
        .env("Path", directory.path());
    let error = Client::connect(command).await.expect_err("refused").to_string();
    assert!(
        error.starts_with("cannot start weather-mcp: it is a script") && error.contains("word for word"),
        "{error}"
    );
}

const WORDS: [&[&str]; 3] = [
    &["a b", "\"quoted\"", "--city=New York", "é", "", "trailing\\", "a b\\"],
    &["a&calc", "a\"&calc", "a|b", "<a>", "^a", "!PATH!", "(a)", "a,b;c=d"],
    &["%PATH%", "100%", "%"],
];

/// `.exe` before `.cmd` in one directory, as `PATHEXT` says; the first directory before the second.
#[mcp::test]
async fn the_order_of_a_command_prompt() {
    let (first, second) = (Directory::new("first"), Directory::new("second"));
    std::fs::copy(PROGRAM, first.0.join("both.exe")).expect("a copy");
    std::fs::write(first.0.join("both.cmd"), "@exit 1\r\n").expect("a script");
    std::fs::write(second.0.join("both.exe"), "nothing").expect("no program");
    let path = std::env::join_paths([&first.0, &second.0]).expect("a path");
    for name in ["both", "BOTH", "both.exe"] {
        let client = Client::connect(Command::new(name).env("PATH", &path)).await;
        client.expect("a client").close().await;
    }
    let failing = Client::connect(Command::new("both").env("PATH", &path).env("PATHEXT", ".CMD;.EXE")).await;
    assert!(failing.is_err(), "the script ends at once");
}

/// Whoever can write where the host was started does not choose what it starts.
#[mcp::test]
async fn the_current_directory_is_not_searched() {
    let directory = Directory::new("here");
    directory.script("only-here.cmd");
    std::fs::copy(PROGRAM, directory.0.join("only-here-too.exe")).expect("a copy");
    let before = std::env::current_dir().expect("a directory");
    std::env::set_current_dir(&directory.0).expect("there");
    for path in ["", ".", ".;;.\\", "Z:"] {
        for name in ["only-here", "only-here.cmd", "only-here-too"] {
            let command = Command::new(name).env("PATH", path).current_dir(&directory.0);
            match Client::connect(command).await {
                Err(ClientError::Transport(error)) => {
                    assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{path:?} {name}: {error}");
                }
                other => panic!("{path:?} {name}: {other:?}"),
            }
        }
    }
    std::env::set_current_dir(before).expect("back");
}

/// A program that does not end, and one that it has started, end with the client: when it is closed and when it is dropped,
/// and where a script stands between.
#[mcp::test]
async fn the_tree_ends_with_the_client() {
    let directory = Directory::new("tree");
    directory.script("stubborn.cmd");
    for (name, stubborn, close) in [
        (PROGRAM, true, true),
        (PROGRAM, true, false),
        (PROGRAM, false, true),
        ("stubborn", true, true),
        ("stubborn", true, false),
    ] {
        let command = Command::new(name).env("PATH", directory.path());
        let command = if stubborn { command.arg("--stubborn") } else { command };
        let builder = Client::builder().mode(Mode::Pinned(Revision::LATEST));
        let client = builder.connect(command).await.expect("a client");
        let port = client.call_tool("linger", ()).await.expect("a port").text();
        let port: u16 = port.parse().expect("a number");
        let address = ([127, 0, 0, 1], port).into();
        let lives = || TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok();
        assert!(lives());
        let start = Instant::now();
        if close {
            client.close().await;
            let took = start.elapsed();
            let expected = if stubborn { 2..4 } else { 0..2 };
            assert!(expected.contains(&took.as_secs()), "{name}: {took:?}");
        } else {
            drop(client);
        }
        while lives() {
            assert!(start.elapsed() < Duration::from_secs(10), "{name} {stubborn} {close}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// So do they where the host dies before it can end them.
#[test]
fn the_tree_ends_with_the_host() {
    let start = Instant::now();
    let output = piped(PROGRAM).arg("--host").output().expect("a host");
    assert!(!output.status.success());
    // Standard error is theirs, too, so it has ended when they have.
    let took = start.elapsed();
    assert!(took < Duration::from_secs(30), "{took:?}");
    let port = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let address = ([127, 0, 0, 1], port.parse().expect("a port")).into();
    assert!(TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err());
}

/// A program that a handler starts has an empty standard input, and what it prints is not taken for a message.
#[test]
fn a_child_of_a_handler_is_guarded() {
    let run = talk_to(
        piped(PROGRAM),
        &lines(&[
            HELLO,
            &call(1, "child_reads", &json!({})),
            b"\r",
            &call(2, "arguments", &json!({})),
        ]),
    );
    assert_eq!((run.code, run.messages.len()), (Some(0), 3), "{:?}", run.messages);
    assert_eq!(run.text(1), "exit code: 0");
    assert!(run.log.contains("{\"read\":0}"), "{}", run.log);
}

/// A server that is cancelled gives standard output back, but not what its thread still reads: whoever had that would wait.
/// Once the thread had its input, the next server reads on.
#[test]
fn a_server_that_is_cancelled() {
    let mut child = piped(PROGRAM).arg("--cancelled").spawn().expect("the program");
    let mut input = child.stdin.take().expect("its input");
    let mut output = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut log = BufReader::new(child.stderr.take().expect("its log")).lines();
    let mut hear = || -> Value {
        let line = output.next().expect("a line").expect("a text");
        serde_json::from_str(&line).expect("JSON")
    };
    let again = "standard input is still read for a server that was cancelled";
    for expected in [
        json!({ "cancelled": true }),
        json!({ "read": 0 }),
        json!({ "again": again }),
    ] {
        assert_eq!(hear(), expected);
    }
    input.write_all(b"lost\n").expect("input for the thread");
    assert!(
        log.any(|line| line.is_ok_and(|line| line.contains("serves again"))),
        "it is over"
    );
    let rest = lines(&[HELLO, &call(1, "arguments", &json!({}))]);
    input.write_all(&rest).expect("input for the server");
    drop(input);
    assert_eq!((&hear()["id"], &hear()["id"]), (&json!(0), &json!(1)));
    assert_eq!(child.wait().expect("an exit").code(), Some(0));
}

/// A server on a port that is free, and a client of it.
#[mcp::test]
async fn http() {
    let server = HttpServer::start(Path::new(env!("CARGO_BIN_EXE_fixture")));
    for mode in [Mode::Auto, Mode::Legacy] {
        let client = Client::builder()
            .mode(mode)
            .connect(server.url())
            .await
            .expect("a client");
        let result = client.call_tool("add", json!({ "a": 1, "b": 2 })).await.expect("a sum");
        assert_eq!(result.text(), "3");
        client.close().await;
    }
}

/// Names that are not those of files in the directory, though nothing in them goes up.
#[test]
fn joins_stay_inside() {
    let base = std::env::temp_dir();
    let joined = safe_join(&base, ["a/b", r"c\..\d.txt", "console", ".git"]).expect("inside");
    assert_eq!(joined, base.join(r"a\b\d.txt\console\.git"));
    for outside in ["..", r"a\..\..\b", "dir/C:x", r"dir\C:\x"] {
        let error = safe_join(&base, [outside]).expect_err(outside);
        assert!(
            matches!(
                error,
                PathEscapeError::Escapes { .. } | PathEscapeError::NotAFile { .. }
            ),
            "{outside}: {error}"
        );
    }
    for absolute in [
        "C:x",
        r"C:\x",
        r"\\server\share\x",
        r"\x",
        "/x",
        r"\\?\C:\x",
        r"\\.\NUL",
    ] {
        let error = safe_join(&base, [absolute]).expect_err(absolute);
        assert!(matches!(error, PathEscapeError::Absolute { .. }), "{absolute}: {error}");
    }
    for device in [
        "NUL",
        "nul.txt",
        "a/CON",
        "aux .txt",
        "COM1",
        "lpt9.log",
        "COM¹",
        "CONIN$",
        "dir/nul:",
        "a.txt:stream",
        "file::$DATA",
        "a.txt.",
        "a.txt ",
        "...",
        "a./b",
        "a?",
        "a|b",
        "a\u{1}",
    ] {
        let error = safe_join(&base, [device]).expect_err(device);
        assert!(matches!(error, PathEscapeError::NotAFile { .. }), "{device}: {error}");
    }
}
