//! Telling clients that something changed: a resource they watch, or a list they may have kept.

use mcp::{Context, State};
use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Default)]
struct Score(AtomicU32);

/// Goals so far.
#[mcp::resource("match://score")]
fn score(State(score): State<Score>) -> u32 {
    score.0.load(Ordering::Relaxed)
}

/// Score a goal. Clients that watch the resource are told, and read it again if they like.
#[mcp::tool]
fn goal(State(score): State<Score>, ctx: &Context) -> u32 {
    let goals = score.0.fetch_add(1, Ordering::Relaxed) + 1;
    ctx.resource_updated("match://score");
    goals
}

/// Blow the whistle. One call tells every client, whatever revision it speaks, that a list is another.
#[mcp::tool]
fn whistle(ctx: &Context) {
    ctx.tools_changed();
    ctx.prompts_changed();
    ctx.resources_changed();
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Notifications", [score, goal, whistle], state = Score::default());
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(&server).await;
    }
    // A handle of the same server: what happens outside of a call can be told too.
    let handle = server.clone();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(std::time::Duration::from_secs(60));
            handle.resource_updated("match://score");
        }
    });
    mcp::serve(server).await
}

/// What a client sees that asks to be told: here one of a revision that subscribes to single resources.
async fn demo(server: &mcp::Server) -> mcp::Result<()> {
    let client = mcp::Client::builder()
        .mode(mcp::Mode::Legacy)
        .on_notification(|notification| println!("told: {} {}", notification.method, mcp::json!(notification.params)))
        .connect(server)
        .await?;
    println!("goals: {}", client.call_tool("goal", ()).await?.text());
    client.subscribe("match://score").await?;
    println!("goals: {}", client.call_tool("goal", ()).await?.text());
    let score = client.read_resource("match://score").await?;
    println!("read: {}", mcp::json!(score.contents));
    client.unsubscribe("match://score").await?;
    println!("goals: {}", client.call_tool("goal", ()).await?.text());
    client.call_tool("whistle", ()).await?;
    Ok(())
}
