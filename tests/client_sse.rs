//! The client over HTTP+SSE, the transport of 2024-11-05.

use mcp::client::{Http, Sse};
use mcp::types::{ElicitResult, FormElicitation, Root};
use mcp::{CallOptions, Client, ClientBuilder, ClientError, Context, HttpOptions, Mode, Revision, json};
use mcp_tests::web_script::{Asked, Reply, WebScript, events_reply, reply};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Add two numbers.
#[mcp::tool]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// Ask for roots and a name, aloud.
#[allow(deprecated)] // Clients of older revisions know it.
#[mcp::tool]
async fn ask(ctx: &Context) -> mcp::Result<String> {
    ctx.progress(1.0, None, None);
    let roots = ctx.list_roots().await?;
    let form = json!({ "type": "object", "properties": { "name": { "type": "string", "default": "Ada" } } });
    let form = FormElicitation::new("Who?", form.as_object().cloned().expect("an object"));
    let answer = ctx.elicit_form(form).await?;
    Ok(format!("{} {}", roots.roots[0].uri, json!(answer.content)))
}

/// Wait for ever.
#[mcp::tool]
async fn wait() -> String {
    std::future::pending().await
}

fn legacy() -> ClientBuilder {
    Client::builder().mode(Mode::Legacy)
}

fn at(url: &str) -> Sse {
    Sse::new(Http::new(url))
}

/// Everything a session can do, with a server of ours; which speaks the newest revision this way, too.
#[mcp::test]
async fn a_server_of_ours() {
    let options = HttpOptions::new().sse_paths("/sse", "/messages");
    let server = mcp::build!("Old", [add, ask, wait]);
    let listener = server.listen_http("127.0.0.1:0", options).await.expect("a port");
    let url = format!("http://{}/sse", listener.local_addr().expect("an address"));
    tokio::spawn(listener.run(std::future::pending()));
    let modern = Client::connect(at(&url)).await.expect("a connection");
    assert_eq!(modern.revision(), Revision::V2026_07_28);
    assert_eq!(
        modern
            .call_tool("add", json!({ "a": 1, "b": 2 }))
            .await
            .expect("a result")
            .text(),
        "3"
    );
    let reports = Arc::new(AtomicUsize::new(0));
    let counting = reports.clone();
    let builder = Client::builder()
        .mode(Mode::Legacy)
        .roots([Root::new("file:///a")])
        .on_elicit(async |form: FormElicitation| ElicitResult::accept(form.defaults()));
    let client = builder.connect(at(&url)).await.expect("a connection");
    assert!(client.revision() <= Revision::V2025_11_25);
    assert_eq!(
        client
            .call_tool("add", json!({ "a": 1, "b": 2 }))
            .await
            .expect("a result")
            .text(),
        "3"
    );
    let options = CallOptions::new().on_progress(move |_| {
        counting.fetch_add(1, Ordering::SeqCst);
    });
    let told = client
        .call_tool_with("ask", (), options)
        .await
        .expect("a result")
        .text();
    assert_eq!(
        (told.as_str(), reports.load(Ordering::SeqCst)),
        (r#"file:///a {"name":"Ada"}"#, 1)
    );
    let short = CallOptions::new().timeout(Duration::from_millis(50));
    let error = client.call_tool_with("wait", (), short).await.expect_err("a time-out");
    assert!(matches!(error, ClientError::Timeout { .. }), "{error:?}");
    let waiting = client.clone();
    let waiting = tokio::spawn(async move { waiting.call_tool("wait", ()).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    client.close().await;
    let error = waiting.await.expect("no panic").expect_err("an end");
    assert!(matches!(error, ClientError::Closed), "{error:?}");
}

/// What the stream says, and what comes of a connection.
#[mcp::test]
async fn streams_that_are_none() {
    type Answer = fn(&Asked) -> Reply;
    let table: [(&str, Answer, &str); 7] = [
        (
            "another origin, on a stream that stays open",
            |_| {
                Reply::Slowly(vec![
                (Duration::ZERO, b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nevent: endpoint\ndata: http://evil.example/messages?key=1\n\n".to_vec()),
                (Duration::from_secs(20), vec![]),
            ])
            },
            "Endpoint origin does not match connection origin: http://evil.example/messages",
        ),
        (
            "another origin",
            |_| events_reply(&[], "event: endpoint\ndata: http://evil.example/messages?key=1\n\n"),
            "Endpoint origin does not match connection origin: http://evil.example/messages",
        ),
        (
            "no endpoint",
            |_| events_reply(&[], "data: {}\n\n"),
            "the server's stream ended before it told where to send messages",
        ),
        (
            "no stream",
            |_| reply(404, &[], "nobody"),
            "Server returned an error response",
        ),
        (
            "a page",
            |_| reply(200, &["Content-Type: text/html"], "<html>"),
            "Server returned an error response",
        ),
        ("gone", |_| Reply::Gone, "the connection to the server broke"),
        (
            "refused",
            |asked| {
                match asked.line.starts_with("GET") {
            true => Reply::Slowly(vec![
                (Duration::ZERO, b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nevent: endpoint\ndata: /messages\n\n".to_vec()),
                (Duration::from_secs(2), vec![]),
            ]),
            false => reply(403, &[], "No."),
        }
            },
            "Server returned an error response",
        ),
    ];
    for (what, answer, outcome) in table {
        let server = WebScript::start(move |_, asked| answer(asked));
        let started = Instant::now();
        let error = legacy().connect(at(server.url())).await.expect_err(what);
        assert!(error.to_string().starts_with(outcome), "{what}: {error}");
        assert!(started.elapsed() < Duration::from_secs(10), "{what}");
    }
}

/// A stream that ends takes all calls with it.
#[mcp::test]
async fn a_stream_that_ends() {
    let server = WebScript::start(|_, asked| {
        let greeting = r#"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2024-11-05","capabilities":{},"serverInfo":{"name":"s","version":"1"}}}"#;
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nevent: endpoint\ndata: /messages?id=1\n\n";
        match asked.line.as_str() {
            "GET /mcp" => Reply::Slowly(vec![
                (Duration::ZERO, head.into()),
                (Duration::from_millis(100), format!("data: {greeting}\n\n").into_bytes()),
                (Duration::from_millis(300), vec![]),
            ]),
            "POST /messages?id=1" => reply(202, &[], "Accepted"),
            other => panic!("{other}"),
        }
    });
    let client = legacy().connect(at(server.url())).await.expect("a connection");
    assert_eq!(client.revision(), Revision::V2024_11_05);
    let error = client.call_tool("x", ()).await.expect_err("an end");
    assert!(matches!(error, ClientError::Closed), "{error:?}");
}
