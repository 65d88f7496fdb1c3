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

/// Ask for more memory than there can be.
#[mcp::tool]
fn hoard() -> String {
    let mut hoard = vec![b'x'];
    hoard.reserve(usize::MAX);
    hoard.len().to_string()
}

/// Count the handlers that have panicked.
#[mcp::tool]
fn panics() -> u64 {
    mcp::panic_count()
}

/// Take anything.
#[mcp::tool]
fn anything(#[arg(example = "Rome")] text: String, value: serde_json::Value) -> String {
    format!("{text}{value}")
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

/// Print, and start a program that lives on with the standard output that it is given.
#[mcp::tool]
fn leave_a_child() -> mcp::Result<String> {
    println!("stray words");
    let mut child = std::process::Command::new(std::env::current_exe()?);
    child.arg("--linger").stderr(std::process::Stdio::null()).spawn()?;
    Ok("started".into())
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
#[allow(deprecated)] // Clients of older revisions know it.
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

/// Need the user at two places, and say so when the first is done.
#[mcp::tool]
fn sign_in(ctx: &Context) -> mcp::Result<String> {
    use mcp::types::UrlElicitation;
    let kept = ctx.clone();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        kept.elicit_complete("files-1");
    });
    let files = UrlElicitation::new("Your files", "https://example.com/files").with_elicitation_id("files-1");
    let mail = UrlElicitation::new("Your mail", "https://example.com/mail");
    Err(mcp::UrlElicitationRequired::new(vec![files, mail]).into())
}

/// Report progress again and again.
#[mcp::tool]
async fn flood(reports: u32, ctx: &Context) -> String {
    for report in 0..reports {
        ctx.progress(
            f64::from(report),
            None,
            Some("a report of some length, so that many of them are large"),
        );
        if report % 1000 == 0 {
            sleep(1).await;
        }
    }
    eprintln!("the flood is over");
    "flooded".into()
}

/// Ask the user, the model and the client, in the middle of the call.
#[allow(deprecated)] // Clients of older revisions know it.
#[mcp::tool]
async fn ask_all(ctx: &Context) -> mcp::Result<String> {
    let mut said = Vec::new();
    let form = mcp::types::FormElicitation::new("Really?", mcp::types::JsonObject::new());
    said.push(match ctx.elicit_form(form).await {
        Ok(answer) => format!("{:?}", answer.action),
        Err(error) => error.to_string(),
    });
    let hello = mcp::types::SamplingMessage::user(mcp::types::SamplingContent::text("Hello?"));
    said.push(
        match ctx.sample(mcp::types::CreateMessageParams::new(vec![hello], 10)).await {
            Ok(answer) => answer.text(),
            Err(error) => error.to_string(),
        },
    );
    said.push(match ctx.list_roots().await {
        Ok(answer) => format!("{} roots", answer.roots.len()),
        Err(error) => error.to_string(),
    });
    said.push(match ctx.ping().await {
        Ok(()) => "pong".into(),
        Err(error) => error.to_string(),
    });
    Ok(said.join("; "))
}

/// Ask in the answer, twice.
#[mcp::tool]
fn ask_in_answer(ctx: &Context) -> Result<String, mcp::Unfinished> {
    use mcp::types::{CreateMessageParams, ElicitParams, ListRootsParams, SamplingContent, SamplingMessage};
    ctx.progress(1.0, None, None);
    let answers = ctx.input_responses();
    match (
        ctx.request_state(),
        answers.elicitation("sure"),
        answers.sampling("say"),
    ) {
        (Some("sure?"), Some(sure), _) => {
            let hello = SamplingMessage::user(SamplingContent::text("Hello?"));
            Err(mcp::InputRequired::new()
                .ask("say", CreateMessageParams::new(vec![hello], 10))
                .ask("roots", ListRootsParams::default())
                .state(format!("{:?}", sure.action))
                .into())
        }
        (Some(action), _, Some(said)) => {
            let roots = answers.roots("roots").map_or(0, |answer| answer.roots.len());
            Ok(format!("{action}; {}; {roots} roots", said.text()))
        }
        _ => Err(mcp::InputRequired::new()
            .ask("sure", ElicitParams::form("Really?", mcp::types::JsonObject::new()))
            .state("sure?")
            .into()),
    }
}

/// The same after a while.
#[mcp::tool]
async fn ask_in_answer_later(ctx: &Context) -> Result<String, mcp::Unfinished> {
    sleep(20).await;
    ask_in_answer(ctx)
}

/// Say more at once than is kept for a client that does not read, and ask.
#[mcp::tool]
async fn ask_after_a_flood(ctx: &Context) -> Result<String, mcp::Unfinished> {
    sleep(20).await;
    for _ in 0..2_000 {
        ctx.notify("notifications/x", &mcp::json!({}));
    }
    ask_in_answer(ctx)
}

/// Ask after a while, and never look at an answer.
#[mcp::tool]
async fn ask_blindly() -> Result<String, mcp::Unfinished> {
    sleep(5).await;
    let question = mcp::types::ElicitParams::form("Really?", mcp::types::JsonObject::new());
    Err(mcp::InputRequired::new().ask("sure", question).into())
}

/// Have the model hear several things at once.
#[allow(deprecated)] // Clients of older revisions know it.
#[mcp::tool]
async fn recite(aloud: bool, ctx: &Context) -> mcp::Result<String> {
    use mcp::types::{AudioContent, CreateMessageParams, Role, SamplingContent, SamplingMessage};
    let mut said = vec![SamplingContent::text("one"), SamplingContent::text("two")];
    if aloud {
        said.push(SamplingContent::Audio(AudioContent::from_base64("AP8=", "audio/wav")));
    }
    let messages = vec![
        SamplingMessage::new(Role::User, said),
        SamplingMessage::assistant("three"),
    ];
    Ok(ctx.sample(CreateMessageParams::new(messages, 10)).await?.text())
}

/// Hold a thread for a while, and report progress then.
#[mcp::tool]
async fn drone(ctx: &Context) -> String {
    sleep(5).await;
    std::thread::sleep(Duration::from_millis(200));
    for report in 0..10 {
        ctx.progress(f64::from(report), None, None);
    }
    "over".into()
}

/// Ask without end.
#[mcp::tool]
fn ask_without_end(ctx: &Context) -> Result<String, mcp::Unfinished> {
    let question = mcp::types::ListRootsParams::default();
    Err(mcp::InputRequired::new()
        .ask(format!("roots{}", ctx.request_id()), question)
        .into())
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

/// A server of so many tools.
fn many(tools: u64) -> mcp::Result<mcp::Server> {
    let mut builder = mcp::Server::builder("many");
    for number in 0..tools {
        let schema = mcp::json!({ "type": "object" });
        let run = |_, _| async { Ok(mcp::Text("ran".into())) };
        builder = builder.tool(mcp::Tool::new(format!("tool{number:05}"), schema, run));
    }
    Ok(builder.build()?)
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
            hoard,
            panics,
            anything,
            hidden,
            print,
            leave_a_child,
            slow,
            progress,
            late,
            region,
            needs_sampling,
            touch,
            retool,
            chatter,
            let_go,
            sign_in,
            flood,
            ask_all,
            ask_in_answer,
            ask_in_answer_later,
            ask_after_a_flood,
            ask_blindly,
            recite,
            drone,
            ask_without_end,
            page,
            greet
        ]
    );
    let server = match setting("FIXTURE_TOOLS") {
        Some(tools) => server.mount("many", many(tools)?),
        None => server,
    };
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next().unwrap_or_default();
    if first == "--linger" {
        std::thread::sleep(Duration::from_secs(20));
        return Ok(());
    }
    if first == "--http" {
        let mut options = HttpOptions::new();
        if let Some(bytes) = setting("FIXTURE_BODY") {
            options = options.max_body(usize::try_from(bytes)?);
        }
        if let Some(milliseconds) = setting("FIXTURE_TIMEOUT") {
            let timeout = Duration::from_millis(milliseconds);
            options = options.body_timeout(timeout).header_timeout(timeout);
        }
        if let Some(milliseconds) = setting("FIXTURE_SEND_TIMEOUT") {
            options = options.send_timeout(match milliseconds {
                0 => Duration::MAX,
                _ => Duration::from_millis(milliseconds),
            });
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
        if let Some(milliseconds) = setting("FIXTURE_QUESTION") {
            options = options.question_timeout(Duration::from_millis(milliseconds));
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
    if setting("FIXTURE_TELLS").is_some() {
        if let Err(error) = server.serve_stdio().await {
            eprintln!("not served: {error}");
            println!("{{\"served\":false}}");
        }
        return Ok(());
    }
    if setting("FIXTURE_TWICE").is_some() {
        std::thread::spawn(|| {
            std::thread::sleep(Duration::from_millis(100));
            eprintln!("the second server: {:?}", second());
        });
    }
    mcp::serve(server).await
}
