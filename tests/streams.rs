//! Servers on streams of the test's own, which do what no pipe of the system's does. F-numbers are the fault groups.

use mcp::{Server, StreamLimits, json};
use serde_json::Value;
use serde_json::value::RawValue;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter, DuplexStream, duplex};

/// Add two integers.
#[mcp::tool]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// Never ends.
#[mcp::tool]
async fn never() -> String {
    std::future::pending().await
}

/// Holds on to its thread.
#[mcp::tool]
async fn stubborn() -> String {
    tokio::time::sleep(Duration::from_millis(1)).await;
    std::thread::sleep(Duration::from_secs(4));
    String::new()
}

#[mcp::data]
struct Document {
    name: String,
    #[schemars(with = "serde_json::Value")]
    raw: Box<RawValue>,
}

/// A document as somebody has laid it out.
#[mcp::tool]
fn laid_out() -> mcp::Result<Document> {
    Ok(Document {
        name: "lines".into(),
        raw: RawValue::from_string("{\n\t\"a\": [\r\n1,\n\"\\n\"]\n}".into())?,
    })
}

fn server() -> Server {
    mcp::build!("Streams", [add, never, stubborn, laid_out])
}

fn call(id: u64, tool: &str, arguments: &Value) -> String {
    let params = json!({ "name": tool, "arguments": arguments, "_meta": {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {} } });
    let call = json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params });
    format!("{call}\n")
}

fn limits(grace: Duration) -> StreamLimits {
    let mut limits = StreamLimits::default();
    limits.grace = grace;
    limits
}

/// A server whose answers are written into a buffer of its writer's, and from there into a pipe of 64 bytes.
fn buffered(
    limits: StreamLimits,
) -> (
    DuplexStream,
    BufReader<DuplexStream>,
    tokio::task::JoinHandle<mcp::Result<()>>,
) {
    let (input, reader) = duplex(64 * 1024);
    let (writer, output) = duplex(64);
    let serving = async move { server().serve_stream(reader, BufWriter::new(writer), limits).await };
    (input, BufReader::new(output), tokio::spawn(serving))
}

async fn line(output: &mut BufReader<DuplexStream>) -> Value {
    let mut line = String::new();
    let read = output.read_line(&mut line);
    let read = tokio::time::timeout(Duration::from_secs(5), read).await;
    assert!(matches!(read, Ok(Ok(1..))), "{read:?} after {line:?}");
    serde_json::from_str(&line).expect("a line of JSON")
}

/// F29: what else happens while a writer flushes does not keep it from the end of it.
#[mcp::test]
async fn a_flush_that_has_to_wait_is_not_forgotten() {
    let (mut input, mut output, serving) = buffered(StreamLimits::default());
    let mut send = async |text: &str| input.write_all(text.as_bytes()).await.expect("the server reads");
    send(&call(1, "add", &json!({ "a": 1, "b": 2 }))).await;
    // Most of the answer waits for the pipe by now; this comes in between.
    tokio::time::sleep(Duration::from_millis(50)).await;
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(line(&mut output).await["result"]["structuredContent"]["result"], 3);
    drop(input);
    assert!(serving.await.expect("no panic").is_ok());
}

/// F29: nor does a client that does not read keep the server for longer than its grace.
#[mcp::test]
async fn a_client_that_reads_nothing_cannot_hold_the_server() {
    let started = Instant::now();
    let (mut input, _output, serving) = buffered(limits(Duration::from_millis(100)));
    let calls = call(1, "add", &json!({ "a": 1, "b": 2 }));
    input.write_all(calls.as_bytes()).await.expect("the server reads");
    drop(input);
    assert!(serving.await.expect("no panic").is_ok());
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

/// What has been answered reaches the client, though another call has to be given up.
#[mcp::test]
async fn what_is_answered_goes_out_when_the_grace_is_over() {
    let (mut input, mut output, serving) = buffered(limits(Duration::from_millis(100)));
    let calls = call(1, "never", &json!({})) + &call(2, "add", &json!({ "a": 1, "b": 2 }));
    input.write_all(calls.as_bytes()).await.expect("the server reads");
    drop(input);
    assert_eq!(line(&mut output).await["id"], 2);
    assert!(serving.await.expect("no panic").is_ok());
}

/// F15: a handler that holds on to its thread holds up nobody else's end.
#[test]
fn a_handler_that_blocks_does_not_hold_the_end() {
    let threads = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(3)
        .enable_all()
        .build();
    let runtime = threads.expect("threads");
    // A thread of tokio's that is blocked may have been the one that looks after timers. Another takes that up when there is
    // something to do, as there is in a program.
    let handle = runtime.handle().clone();
    let (done, ended) = std::sync::mpsc::channel::<()>();
    let busy = std::thread::spawn(move || {
        while ended.recv_timeout(Duration::from_millis(20)).is_err() {
            handle.spawn(async {});
        }
    });
    runtime.block_on(given_up());
    let _ = done.send(());
    busy.join().expect("no panic");
    runtime.shutdown_background();
}

async fn given_up() {
    let started = Instant::now();
    let (mut input, mut output, serving) = buffered(limits(Duration::from_millis(100)));
    let calls = call(1, "stubborn", &json!({})) + &call(2, "add", &json!({ "a": 1, "b": 2 }));
    input.write_all(calls.as_bytes()).await.expect("the server reads");
    drop(input);
    assert_eq!(line(&mut output).await["id"], 2);
    assert!(serving.await.expect("no panic").is_ok());
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

/// A message is one line, whatever the JSON in it looked like.
#[mcp::test]
async fn json_that_is_laid_out_is_sent_on_one_line() {
    let mut out = Vec::new();
    let call = call(1, "laid_out", &json!({}));
    let server = server();
    let served = server.serve_stream(call.as_bytes(), &mut out, StreamLimits::default());
    served.await.expect("bytes do not fail");
    let out = String::from_utf8(out).expect("UTF-8");
    assert_eq!(out.lines().count(), 1, "{out}");
    let answer: Value = serde_json::from_str(&out).expect("a line of JSON");
    let document = json!({ "name": "lines", "raw": { "a": [1, "\n"] } });
    assert_eq!(answer["result"]["structuredContent"], document);
    let text = answer["result"]["content"][0]["text"].as_str().unwrap_or_default();
    assert_eq!(serde_json::from_str::<Value>(text).ok(), Some(document), "{text}");
}

/// F9: an answer is not larger than the question by more than a factor, whatever is wrong with it.
#[mcp::test]
async fn refusals_and_batches_are_bounded() {
    let mut arguments = serde_json::Map::new();
    for index in 0..50_000 {
        arguments.insert(format!("a{index:06}"), json!(0));
    }
    let mut out = Vec::new();
    let call = call(1, "add", &arguments.into());
    let server = server();
    let served = server.serve_stream(call.as_bytes(), &mut out, StreamLimits::default());
    served.await.expect("bytes do not fail");
    let answer: Value = serde_json::from_slice(&out).expect("JSON");
    let text = answer["result"]["content"][0]["text"].as_str().unwrap_or_default();
    assert!(text.contains("$.a000015") && !text.contains("$.a000016"), "{text}");
    assert!(text.contains("49984 more unknown arguments"), "{text}");
    assert!(out.len() < 4096, "{}", out.len());

    for index in 0..1000 {
        let schema = json!({ "type": "object", "description": "x".repeat(64) });
        let nothing = |_: mcp::types::JsonObject, _: mcp::Context| async { Ok("") };
        server
            .add_tool(mcp::Tool::new(format!("dummy_{index:04}"), schema, nothing))
            .expect("a tool");
    }
    let hello = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": { "protocolVersion": "2025-03-26",
        "capabilities": {}, "clientInfo": { "name": "tests", "version": "1" } } });
    let list = |id: u64| json!({ "jsonrpc": "2.0", "id": id, "method": "tools/list" });
    let mut members: Vec<Value> = (1..1000).map(list).collect();
    members.push(json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
    let lines = format!("{hello}\n{}\n", Value::from(members));
    let mut out = Vec::new();
    let served = server.serve_stream(lines.as_bytes(), &mut out, StreamLimits::default());
    served.await.expect("bytes do not fail");
    assert!(out.len() < 20 << 20, "{}", out.len());
    let answers = out.split(|byte| *byte == b'\n').nth(1).unwrap_or_default();
    let answers: Vec<Value> = serde_json::from_slice(answers).expect("an array");
    assert_eq!(answers.len(), 999, "every request is answered, and nothing else");
    assert!(answers[0]["result"]["tools"].is_array());
    assert_eq!(answers[998]["error"]["code"], -32600, "{}", answers[998]);
    assert_eq!(answers[998]["id"], 999);
}
