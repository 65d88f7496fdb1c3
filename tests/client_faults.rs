//! Servers that fail a client: one that dies in the middle of a call, sends garbage, floods, answers twice, late or never.
//! Every pending call ends, with an error that says what happened, and the memory stays where it was.

use mcp::client::{Command, Streams};
use mcp::types::{ElicitResult, Root};
use mcp::{CallOptions, Client, ClientBuilder, ClientError, Mode, Revision, json};
use mcp_tests::pipes::{memory_now, peak_memory};
use mcp_tests::web_script::{Asked, Reply, WebScript, json_reply};
use std::collections::HashSet;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

/// They measure the memory of one process, so one at a time.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

const LIMIT: Duration = Duration::from_secs(20);
const MAX_MESSAGE: usize = 64 * 1024;

fn builder() -> ClientBuilder {
    Client::builder()
        .mode(Mode::Pinned(Revision::V2026_07_28))
        .max_message(MAX_MESSAGE)
}

/// What a server does with the first call it gets; the calls after it are answered as they should be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Dies,
    DiesInTheMiddle,
    Garbage,
    NotUtf8,
    Floods,
    OneEndlessLine,
    AnswersTwice,
    AnswersLate,
    Never,
    AnswersAnother,
    NoResult,
    BothResultAndError,
    DeepNesting,
    Asks,
}

const FAULTS: [Fault; 14] = [
    Fault::Dies,
    Fault::DiesInTheMiddle,
    Fault::Garbage,
    Fault::NotUtf8,
    Fault::Floods,
    Fault::OneEndlessLine,
    Fault::AnswersTwice,
    Fault::AnswersLate,
    Fault::Never,
    Fault::AnswersAnother,
    Fault::NoResult,
    Fault::BothResultAndError,
    Fault::DeepNesting,
    Fault::Asks,
];

impl Fault {
    /// Lines to say, before or in place of the answer.
    fn says(self, id: u64) -> Vec<Vec<u8>> {
        let answer = |id: u64| answer(id).into_bytes();
        match self {
            Fault::Dies | Fault::Never => vec![],
            Fault::DiesInTheMiddle => vec![answer(id)[..20].to_vec()],
            Fault::Garbage => vec![
                b"Listening on port 8000".to_vec(),
                b"{\"id\":".to_vec(),
                b"[1,2".to_vec(),
                answer(id),
            ],
            Fault::NotUtf8 => vec![b"\xff\xfe\x00".to_vec(), answer(id)],
            Fault::Floods => {
                let note = json!({ "jsonrpc": "2.0", "method": "notifications/message",
                    "params": { "level": "info", "data": "x".repeat(1000) } });
                let mut said = vec![note.to_string().into_bytes(); 50_000];
                said.push(answer(id));
                said
            }
            Fault::OneEndlessLine => vec![vec![b'x'; 64 * 1024 * 1024]],
            Fault::AnswersTwice => vec![answer(id), answer(id), answer(id)],
            Fault::AnswersLate => vec![],
            Fault::AnswersAnother => vec![answer(id + 1000)],
            Fault::NoResult => vec![format!(r#"{{"jsonrpc":"2.0","id":{id}}}"#).into_bytes()],
            Fault::BothResultAndError => {
                let error = r#""error":{"code":-1,"message":"Both."},"result":{}"#;
                vec![format!(r#"{{"jsonrpc":"2.0","id":{id},{error}}}"#).into_bytes()]
            }
            Fault::DeepNesting => {
                let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
                vec![format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"content":{deep}}}}}"#).into_bytes()]
            }
            Fault::Asks => {
                let ask = |n: u64| format!(r#"{{"jsonrpc":"2.0","id":{n},"method":"roots/list"}}"#).into_bytes();
                let mut said: Vec<_> = (0..20_000).map(ask).collect();
                said.push(answer(id));
                said
            }
        }
    }

    /// What the call ends with, on a stream and over HTTP.
    fn ends(self) -> (&'static str, &'static str) {
        const TIMED_OUT: &str = "Request 'tools/call' timed out";
        match self {
            Fault::Dies | Fault::DiesInTheMiddle => ("Connection closed", "SSE stream ended without a response"),
            Fault::Garbage | Fault::NotUtf8 | Fault::Floods | Fault::AnswersTwice | Fault::Asks => ("Done.", "Done."),
            Fault::OneEndlessLine => (
                "The server sent a message longer than 65536 bytes",
                "The server sent a message longer than 65536 bytes",
            ),
            Fault::AnswersLate | Fault::Never => (TIMED_OUT, TIMED_OUT),
            Fault::AnswersAnother => (TIMED_OUT, "SSE stream ended without a response"),
            Fault::NoResult => (
                "The server answered with no result",
                "The server answered with no result",
            ),
            Fault::BothResultAndError => ("Both.", "Both."),
            Fault::DeepNesting => (
                "The server's result does not fit 'tools/call'",
                "The server's result does not fit 'tools/call'",
            ),
        }
    }

    fn dies(self) -> bool {
        matches!(self, Fault::Dies | Fault::DiesInTheMiddle)
    }
}

fn answer(id: u64) -> String {
    let result = json!({ "content": [{ "type": "text", "text": "Done." }] });
    json!({ "jsonrpc": "2.0", "id": id, "result": result }).to_string()
}

/// A server in this process on a pipe.
fn on_a_pipe(
    fault: Fault,
) -> Streams<impl tokio::io::AsyncRead + Send + Unpin, impl tokio::io::AsyncWrite + Send + Unpin> {
    let (near, far) = tokio::io::duplex(64 * 1024);
    tokio::spawn(async move {
        let (reader, mut writer) = tokio::io::split(far);
        let mut lines = BufReader::new(reader).lines();
        let mut first = true;
        while let Ok(Some(line)) = lines.next_line().await {
            let heard: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            let Some(id) = heard["id"].as_u64().filter(|_| heard["method"].is_string()) else {
                continue;
            };
            let said = match std::mem::take(&mut first) {
                true => fault.says(id),
                false => vec![answer(id).into_bytes()],
            };
            for (n, line) in said.iter().enumerate() {
                let cut = fault == Fault::DiesInTheMiddle && n + 1 == said.len();
                let end: &[u8] = if cut { b"" } else { b"\n" };
                if writer.write_all(line).await.is_err() || writer.write_all(end).await.is_err() {
                    return;
                }
            }
            if fault.dies() {
                return;
            }
            if fault == Fault::AnswersLate {
                tokio::time::sleep(Duration::from_millis(600)).await;
                let _ = writer.write_all(format!("{}\n", answer(id)).as_bytes()).await;
            }
        }
    });
    let (reader, writer) = tokio::io::split(near);
    Streams::new(reader, writer)
}

/// The same over HTTP, in a stream of events.
fn over_http(fault: Fault) -> WebScript {
    WebScript::start(move |before, asked: &Asked| {
        let id = asked.body["id"].as_u64().unwrap_or_default();
        if asked.method().is_empty() || before > 0 {
            return json_reply(200, &[], &serde_json::from_str(&answer(id)).expect("JSON"));
        }
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n".to_vec();
        let mut body = Vec::new();
        for line in fault.says(id) {
            let end: &[u8] = if fault == Fault::DiesInTheMiddle { b"" } else { b"\n\n" };
            body.extend([&b"data: "[..], &line, end].concat());
        }
        let at_once = Duration::ZERO;
        match fault {
            Fault::Never => Reply::Never,
            Fault::AnswersLate => Reply::Slowly(vec![(at_once, head), (Duration::from_millis(600), body)]),
            _ => Reply::Slowly(vec![(at_once, head), (at_once, body)]),
        }
    })
}

async fn call(client: &Client) -> String {
    let options = CallOptions::new().timeout(if cfg!(debug_assertions) { LIMIT / 2 } else { LIMIT });
    outcome(client.call_tool_with("t", (), options).await)
}

fn outcome(result: Result<mcp::types::CallToolResult, ClientError>) -> String {
    result.map_or_else(|error| error.to_string(), |result| result.text())
}

/// A fault, what the call ends with, and that the connection is as good as before where it can be.
#[mcp::test]
async fn faults() {
    let _alone = ALONE.lock().await;
    for fault in FAULTS {
        for http in [false, true] {
            // The script of the last fault may still hold what it was to say.
            let before = memory_now(std::process::id());
            let server = http.then(|| over_http(fault));
            let client = match &server {
                Some(server) => builder().connect(server.url()).await,
                None => builder().connect(on_a_pipe(fault)).await,
            };
            let client = client.expect("a connection");
            let started = Instant::now();
            let silent =
                matches!(fault, Fault::Never | Fault::AnswersLate) || (fault == Fault::AnswersAnother && !http);
            let told = if silent {
                let options = CallOptions::new().timeout(Duration::from_millis(300));
                outcome(client.call_tool_with("t", (), options).await)
            } else {
                call(&client).await
            };
            let ends = if http { fault.ends().1 } else { fault.ends().0 };
            assert!(
                told.starts_with(ends),
                "{fault:?}, HTTP: {http}: {told:?} where {ends:?} was due"
            );
            assert!(
                started.elapsed() < LIMIT,
                "{fault:?}, HTTP: {http}: {:?}",
                started.elapsed()
            );
            if fault.dies() && !http {
                assert_eq!(call(&client).await, "Connection closed", "{fault:?}");
            } else {
                if fault == Fault::AnswersLate {
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
                assert_eq!(call(&client).await, "Done.", "{fault:?}, HTTP: {http}: the next call");
            }
            client.close().await;
            // What the script holds to say is in this process, too: 64 MiB at most, some of it twice.
            if let (Some(before), Some(after)) = (before, memory_now(std::process::id())) {
                let grown = after.saturating_sub(before) / 1024 / 1024;
                assert!(grown < 250, "{fault:?}, HTTP: {http}: {grown} MiB more");
            }
        }
    }
    if let Some(peak) = peak_memory(std::process::id()) {
        assert!(peak < 600 * 1024 * 1024, "{} MiB", peak / 1024 / 1024);
    }
}

/// All calls under way end when the server does, each with the same error; none hangs.
#[mcp::test]
async fn many_calls_when_the_server_dies() {
    let _alone = ALONE.lock().await;
    let client = builder()
        .connect(Command::new("sh").args(["-c", "read line; sleep 0.3"]))
        .await
        .expect("a connection");
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.call_tool("t", ()).await })
        })
        .collect();
    let started = Instant::now();
    for call in calls {
        let error = call.await.expect("no panic").expect_err("no answer");
        assert!(
            matches!(error, ClientError::Closed) && error.is_retryable(),
            "{error:?}"
        );
    }
    assert!(started.elapsed() < Duration::from_secs(5));
}

/// A server that asks without end and reads nothing is neither answered without end nor does it fill the memory.
#[mcp::test]
async fn a_server_that_asks_and_does_not_read() {
    let _alone = ALONE.lock().await;
    let (near, mut far) = tokio::io::duplex(64 * 1024);
    let (reader, writer) = tokio::io::split(near);
    let builder = Client::builder().mode(Mode::Legacy).roots([Root::new("file:///a")]);
    let builder = builder
        .on_elicit(async |_| ElicitResult::cancel())
        .timeout(Duration::from_secs(5));
    let connecting = tokio::spawn(builder.connect(Streams::new(reader, writer)));
    let mut greeting = vec![0; 4096];
    let length = tokio::io::AsyncReadExt::read(&mut far, &mut greeting)
        .await
        .expect("a greeting");
    assert!(length > 0);
    let server = json!({ "name": "s", "version": "1" });
    let greeted = json!({ "jsonrpc": "2.0", "id": 1, "result": { "protocolVersion": "2025-11-25", "capabilities": {}, "serverInfo": server } });
    far.write_all(format!("{greeted}\n").as_bytes()).await.expect("told");
    let client = connecting.await.expect("no panic").expect("a connection");
    let before = memory_now(std::process::id());
    for n in 0..200_000u32 {
        let asked = format!("{{\"jsonrpc\":\"2.0\",\"id\":\"{n}\",\"method\":\"roots/list\"}}\n");
        far.write_all(asked.as_bytes()).await.expect("the client reads");
    }
    if let (Some(before), Some(after)) = (before, memory_now(std::process::id())) {
        let grown = after.saturating_sub(before) / 1024 / 1024;
        assert!(grown < 50, "{grown} MiB more");
    }
    // Nothing of it keeps the client from ending.
    let started = Instant::now();
    client.close().await;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

/// Calls that are given up before there was room to send them never were: a server that reads nothing does not hear of them,
/// however many there are.
#[mcp::test]
async fn calls_that_were_never_sent() {
    let _alone = ALONE.lock().await;
    let (near, mut far) = tokio::io::duplex(1024);
    let (reader, writer) = tokio::io::split(near);
    let client = builder()
        .connect(Streams::new(reader, writer))
        .await
        .expect("a connection");
    let calls: Vec<_> = (0..1000)
        .map(|_| {
            let client = client.clone();
            let options = CallOptions::new().timeout(Duration::from_millis(100));
            tokio::spawn(async move { client.call_tool_with("t", (), options).await })
        })
        .collect();
    for call in calls {
        let error = call.await.expect("no panic").expect_err("no answer");
        assert!(matches!(error, ClientError::Timeout { .. }), "{error:?}");
    }
    // One more is under way when the connection ends, and was not sent either.
    let last = client.clone();
    let last = tokio::spawn(async move { last.call_tool("t", ()).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    let closing = tokio::spawn(async move { client.close().await });
    let mut said = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut far, &mut said)
        .await
        .expect("UTF-8");
    closing.await.expect("no panic");
    last.await.expect("no panic").expect_err("no answer");
    let said: Vec<serde_json::Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    let (mut asked, mut cancelled) = (HashSet::new(), HashSet::new());
    for message in &said {
        let new = match message["id"].as_u64() {
            Some(id) => asked.insert(id),
            None => cancelled.insert(message["params"]["requestId"].as_u64().expect("an id")),
        };
        assert!(new, "{message}");
    }
    assert!((100..400).contains(&asked.len()), "{}", asked.len());
    assert!(
        cancelled == asked,
        "{} asked, {} cancelled",
        asked.len(),
        cancelled.len()
    );
}

/// A close that is given up lets go of the streams all the same, though the other side keeps them open.
#[mcp::test]
async fn a_close_that_is_given_up() {
    let (reader, mut far) = tokio::io::duplex(64);
    let (writer, _open) = tokio::io::duplex(64 * 1024);
    let client = builder()
        .connect(Streams::new(reader, writer))
        .await
        .expect("a connection");
    let closed = tokio::time::timeout(Duration::from_millis(100), client.close()).await;
    assert!(closed.is_err(), "it waits for the other side");
    let started = Instant::now();
    while far.write_all(b"\n").await.is_ok() {
        assert!(started.elapsed() < Duration::from_secs(5), "it is still read");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
