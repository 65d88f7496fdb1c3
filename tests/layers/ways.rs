//! A server, and the ways to it.

use mcp::{Client, ClientError, Context, HttpOptions, InputRequired, Mode, Server, Unfinished};
use mcp_tests::http::{self, Session};
use serde_json::{Map, Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Counts up, and fails until it has counted to three.
pub static TRIES: AtomicUsize = AtomicUsize::new(0);
/// Calls of `forever` that were dropped.
pub static DROPPED: AtomicUsize = AtomicUsize::new(0);

/// Add.
#[mcp::tool]
pub fn add(zeta: i64, alpha: i64) -> i64 {
    zeta + alpha
}

/// Give the text back.
#[mcp::tool(output = none)]
pub fn echo(text: String) -> String {
    text
}

/// Undo everything.
#[mcp::tool]
fn reset(ctx: &Context) -> String {
    format!("reset for {}", ctx.principal().map_or("nobody", |who| &who.id))
}

/// Want to be called again.
#[mcp::tool(output = none)]
fn again(ctx: &Context) -> Result<String, Unfinished> {
    match ctx.request_state() {
        None => Err(InputRequired::new().state("asked").into()),
        Some(state) => Ok(format!("{state} {}", ctx.principal().map_or("nobody", |who| &who.id))),
    }
}

/// Fail twice.
#[mcp::tool]
fn flaky(ctx: &Context) -> mcp::Result<String> {
    let tries = TRIES.fetch_add(1, Ordering::SeqCst) + 1;
    // Each try says more than the one before it; the second of each would not grow.
    #[allow(clippy::cast_precision_loss)]
    ctx.progress(tries as f64, None, None);
    ctx.progress(1.0, None, None);
    if tries < 3 {
        Err("not yet".into())
    } else {
        Ok("at last".into())
    }
}

/// Never end.
#[mcp::tool]
async fn forever() -> String {
    struct Dropped;
    impl Drop for Dropped {
        fn drop(&mut self) {
            DROPPED.fetch_add(1, Ordering::SeqCst);
        }
    }
    let _dropped = Dropped;
    std::future::pending().await
}

/// Panic.
#[mcp::tool]
fn explode() -> String {
    panic!("boom")
}

/// Say which trace this is.
#[mcp::tool(output = none)]
fn trace(ctx: &Context) -> String {
    let trace = ctx.trace_context();
    format!(
        "{:?}",
        trace.map(|trace| (trace.trace_id(), trace.tracestate(), trace.baggage()))
    )
}

/// A page.
#[mcp::resource("docs://{page}")]
fn page(page: String) -> String {
    page
}

/// A greeting.
#[mcp::prompt]
fn greet(name: String) -> String {
    format!("Greet {name}.")
}

pub fn server() -> Server {
    mcp::build!(
        "Layered",
        [add, echo, reset, again, flaky, forever, explode, trace, page, greet]
    )
}

pub fn arguments(pairs: &Value) -> Map<String, Value> {
    pairs.as_object().cloned().unwrap_or_default()
}

/// The ways to a server: of each transport and era one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    InProcess,
    OldInProcess,
    Session,
    Stateless,
    Modern,
}

pub const WAYS: [Way; 5] = [
    Way::InProcess,
    Way::OldInProcess,
    Way::Session,
    Way::Stateless,
    Way::Modern,
];
pub const OVER_HTTP: [Way; 3] = [Way::Session, Way::Stateless, Way::Modern];

/// Serves on a thread of its own, for as long as the tests run.
pub fn serve(server: Server, options: HttpOptions) -> String {
    let (told, address) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let listener = server.listen_http("127.0.0.1:0", options).await.expect("an address");
            told.send(listener.local_addr().expect("an address")).expect("told");
            listener.run(std::future::pending()).await;
        });
    });
    format!("http://{}/mcp", address.recv().expect("an address"))
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(future)
}

pub async fn connect(way: Way, server: &Server) -> Result<Client, ClientError> {
    let mode = if way == Way::InProcess {
        Mode::Auto
    } else {
        Mode::Legacy
    };
    Client::builder().mode(mode).connect(server).await
}

/// The answer to one request: `result` or `error`, without the envelope.
pub fn ask(way: Way, server: &Server, user: &str, method: &str, params: &Value) -> Value {
    let user = [("X-User", user)];
    let body = http::message(7, method, params);
    let answer = match way {
        Way::InProcess | Way::OldInProcess => {
            return block_on(async {
                let client = connect(way, server).await.expect("connected");
                match client.request(method, params).await {
                    Ok(result) => json!({ "result": result }),
                    Err(error) => json!({ "error": error.as_protocol().expect("a protocol error") }),
                }
            });
        }
        Way::Session => {
            let session = Session::start(&serve(server.clone(), HttpOptions::new()), "2025-11-25");
            session.open("POST", &user, &body.to_string()).rest()
        }
        Way::Stateless => {
            let url = serve(server.clone(), HttpOptions::new().stateless());
            let headers = [
                ("Content-Type", "application/json"),
                ("Accept", "application/json, text/event-stream"),
                ("MCP-Protocol-Version", "2025-06-18"),
                user[0],
            ];
            http::send(&url, "POST", &headers, &body.to_string())
        }
        Way::Modern => {
            let url = serve(server.clone(), HttpOptions::new());
            http::modern(&url, &json!(7), method, params, &user).rest()
        }
    };
    let mut answer = match answer.header("content-type") {
        "application/json" => answer.json(),
        _ => answer.events().pop().unwrap_or_else(|| panic!("no answer: {answer:?}")),
    };
    assert_eq!(answer["id"], 7);
    let members = answer.as_object_mut().expect("an object");
    members.retain(|name, _| name == "result" || name == "error");
    answer
}

pub fn call(way: Way, server: &Server, tool: &str, arguments: &Value) -> Value {
    ask(
        way,
        server,
        "",
        "tools/call",
        &json!({ "name": tool, "arguments": arguments }),
    )
}

pub fn text(answer: &Value) -> &str {
    answer["result"]["content"][0]["text"].as_str().unwrap_or_default()
}

pub fn eventually(what: &str, mut check: impl FnMut() -> bool) {
    let started = Instant::now();
    while !check() {
        assert!(started.elapsed() < Duration::from_secs(5), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Gives up a call that takes for ever; when this returns, the server has heard of it.
pub async fn give_up(server: &Server) {
    let client = connect(Way::InProcess, server).await.expect("connected");
    let options = mcp::CallOptions::new().timeout(std::time::Duration::from_millis(50));
    let given_up = client.call_tool_with("forever", (), options).await;
    given_up.expect_err("too slow");
    // Another answer comes after the cancellation has been heard.
    let sum = client.call_tool("add", json!({ "zeta": 1, "alpha": 2 })).await;
    sum.expect("a result");
}
