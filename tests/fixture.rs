//! The server that the suites break: tools that fail in every way, with limits set from the environment.

use mcp::{Cancel, Context, HttpOptions, StreamLimits};
use std::time::Duration;

/// Add two numbers.
#[mcp::tool]
fn add(a: i64, b: i64) -> mcp::Result<i64> {
    a.checked_add(b).ok_or_else(|| "too large".into())
}

/// Give the text back.
#[mcp::tool(output = none)]
async fn echo(text: String) -> String {
    text
}

/// Panic.
#[mcp::tool]
fn explode(secret: String) -> String {
    assert!(secret.is_empty() && !secret.is_empty(), "boom");
    secret
}

/// Panic after a while.
#[mcp::tool]
async fn explode_later() -> String {
    sleep(20).await;
    panic!("late boom")
}

/// Fail with an error of the server's own.
#[mcp::tool]
fn hidden() -> mcp::Result<String> {
    Ok(std::fs::read_to_string("/no/such/file/of/the/server")?)
}

/// Print to standard output.
#[mcp::tool]
fn print() -> String {
    println!("stray words");
    "printed".into()
}

/// Take a while, and say so when nobody waits any more.
#[mcp::tool]
async fn slow(milliseconds: u64, cancel: Cancel) -> String {
    let watch = cancel.clone();
    std::thread::spawn(move || {
        for _ in 0..500 {
            std::thread::sleep(Duration::from_millis(10));
            if watch.is_cancelled() {
                eprintln!("slow was cancelled");
                return;
            }
        }
    });
    sleep(milliseconds).await;
    "slow".into()
}

/// Report progress that grows, and some that does not.
#[mcp::tool]
async fn progress(ctx: &Context) -> String {
    for done in [1.0, 2.0, 2.0, 1.0, 3.0] {
        ctx.progress(done, Some(3.0), Some("working"));
    }
    let kept = ctx.clone();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(50));
        kept.progress(9.0, None, None);
    });
    "done".into()
}

/// Time out.
#[mcp::tool(timeout = "50ms")]
async fn late() -> String {
    sleep(60_000).await;
    "never".into()
}

/// Route by a header.
#[mcp::tool]
fn region(#[arg(header = "Region")] region: String, #[arg(default = 1, range = 1..=9)] level: u8) -> String {
    format!("{region}{level}")
}

/// Need a client that can be sampled.
#[mcp::tool]
fn needs_sampling(ctx: &Context) -> mcp::Result<String> {
    let sampling = mcp::types::SamplingCapability::new();
    ctx.require_client(&mcp::types::ClientCapabilities::new().with_sampling(sampling))?;
    Ok("sampled".into())
}

/// Say that a resource has changed.
#[mcp::tool]
fn touch(uri: String, ctx: &Context) {
    ctx.resource_updated(&uri);
}

/// Say that the list of tools has changed.
#[mcp::tool]
fn retool(ctx: &Context) {
    ctx.tools_changed();
}

/// Log at every level.
#[mcp::tool]
fn chatter(ctx: &Context) {
    for level in mcp::types::LoggingLevel::ALL {
        ctx.log(level, level.as_str());
    }
}

/// Say something, let go of the client's connection, and answer later.
#[mcp::tool]
async fn let_go(milliseconds: u64, ctx: &Context) -> String {
    ctx.progress(1.0, None, None);
    ctx.close_sse_stream();
    sleep(milliseconds).await;
    ctx.progress(2.0, None, None);
    "still here".into()
}

/// A page.
#[mcp::resource("docs://{page}")]
fn page(page: String) -> mcp::Result<String> {
    match page.as_str() {
        "home" => Ok("welcome".into()),
        text if text.starts_with("broken") => Err(std::io::Error::other("the disk is gone").into()),
        _ => Err(mcp::Error::not_found(format!("No page '{page}'."))),
    }
}

/// A greeting.
#[mcp::prompt]
fn greet(name: String) -> String {
    format!("Greet {name}.")
}

/// Sleeps; the suites have no runtime of their own, so a thread wakes the future.
async fn sleep(milliseconds: u64) {
    let mut until = None;
    std::future::poll_fn(move |context| {
        let now = std::time::Instant::now();
        let until = *until.get_or_insert(now + Duration::from_millis(milliseconds));
        if now >= until {
            return std::task::Poll::Ready(());
        }
        let waker = context.waker().clone();
        std::thread::spawn(move || {
            std::thread::sleep(until - now);
            waker.wake();
        });
        std::task::Poll::Pending
    })
    .await;
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// A second server in the same process, on a runtime of its own.
#[mcp::main]
async fn second() -> mcp::Result<()> {
    mcp::build!("second", [add]).serve_stdio().await
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!(
        "fixture",
        [
            add,
            echo,
            explode,
            explode_later,
            hidden,
            print,
            slow,
            progress,
            late,
            region,
            needs_sampling,
            touch,
            retool,
            chatter,
            let_go,
            page,
            greet
        ]
    );
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("--http") {
        let mut options = HttpOptions::new();
        if let Some(bytes) = setting("FIXTURE_BODY") {
            options = options.max_body(usize::try_from(bytes)?);
        }
        if let Some(milliseconds) = setting("FIXTURE_TIMEOUT") {
            let timeout = Duration::from_millis(milliseconds);
            options = options.body_timeout(timeout).header_timeout(timeout);
        }
        for choice in std::env::var("FIXTURE_HTTP").unwrap_or_default().split(',') {
            options = match choice {
                "stateless" => options.stateless(),
                "json" => options.json_only(),
                "sse" => options.sse_paths("/sse", "/messages"),
                "events" => options
                    .event_store(mcp::MemoryEventStore::default())
                    .retry_interval(Duration::from_millis(200)),
                _ => options,
            };
        }
        if let Some(sessions) = setting("FIXTURE_SESSIONS") {
            options = options.max_sessions(usize::try_from(sessions)?);
        }
        if let Some(milliseconds) = setting("FIXTURE_IDLE") {
            options = options.session_idle(Duration::from_millis(milliseconds));
        }
        if let Some(milliseconds) = setting("FIXTURE_KEEP_ALIVE") {
            options = options.keep_alive(Duration::from_millis(milliseconds));
        }
        let address = arguments.next().unwrap_or_default();
        return server.serve_http_with(address, options).await;
    }
    if setting("FIXTURE_LIMITS").is_some() {
        let mut limits = StreamLimits::default();
        limits.line = 64 * 1024;
        limits.grace = Duration::from_millis(300);
        return server.serve_stdio_with(limits).await;
    }
    if setting("FIXTURE_TWICE").is_some() {
        std::thread::spawn(|| {
            std::thread::sleep(Duration::from_millis(100));
            eprintln!("the second server: {:?}", second());
        });
    }
    mcp::serve(server).await
}
