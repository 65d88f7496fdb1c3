//! Work that takes a while: it says how far it is, stops when nobody waits any more, and may have a time limit.

use mcp::{CallOptions, Cancel, Progress};
use std::time::Duration;

/// Count to a number. A `blocking` tool runs on a thread of its own, so it has to look whether it was cancelled.
#[mcp::tool(blocking)]
fn count(
    /// Up to where.
    #[arg(range = 1..=1000)]
    to: u32,
    progress: Progress,
    cancel: Cancel,
) -> mcp::Result<String> {
    for number in 1..=to {
        if cancel.is_cancelled() {
            eprintln!("count: nobody waits any more, stopped at {number}");
            return Err("cancelled".into());
        }
        std::thread::sleep(Duration::from_millis(10));
        progress.report_with(number.into(), to.into(), &format!("{number} of {to}"));
    }
    Ok(format!("Counted to {to}."))
}

/// Wait for a bus. An async tool that is cancelled, or over its limit, is dropped where it waits.
#[mcp::tool(timeout = "50ms")]
async fn wait_for_bus() -> &'static str {
    std::future::pending::<()>().await;
    "Here it comes."
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Progress", [count, wait_for_bus]);
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(&server).await;
    }
    mcp::serve(server).await
}

/// What a client sees.
async fn demo(server: &mcp::Server) -> mcp::Result<()> {
    let client = mcp::Client::connect(server).await?;
    let options = CallOptions::new().on_progress(|progress| println!("{}", progress.message.as_deref().unwrap_or("?")));
    let result = client.call_tool_with("count", mcp::json!({ "to": 3 }), options).await?;
    println!("{}", result.text());

    // A client that no longer waits, here because it set itself a limit, tells the server so.
    let options = CallOptions::new().timeout(Duration::from_millis(100));
    let count = client.call_tool_with("count", mcp::json!({ "to": 1000 }), options);
    if let Err(error) = count.await {
        println!("{error}");
    }
    println!("{}", client.call_tool("wait_for_bus", ()).await?.text());
    Ok(())
}
