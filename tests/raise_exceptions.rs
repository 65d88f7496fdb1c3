//! A client of a server in its own process may see what handlers fail with; nobody else does.

use mcp::client::ClientError;
use mcp::{Answer, Call, Client, McpError, Mode, Next, json};
use std::io;

/// A tool whose disk is gone.
#[mcp::tool]
fn reads() -> mcp::Result<String> {
    Err(io::Error::other("the disk is gone"))?
}

/// The same later.
#[mcp::tool]
async fn reads_later() -> mcp::Result<String> {
    tokio::task::yield_now().await;
    Err(io::Error::other("the disk is gone"))?
}

/// A tool that panics.
#[mcp::tool]
fn panics() -> String {
    panic!("the disk is gone")
}

/// The same on the pool for blocking work.
#[mcp::tool(blocking)]
fn panics_elsewhere() -> String {
    panic!("the disk is gone")
}

/// A tool that says why it fails.
#[mcp::tool]
fn says() -> Result<String, &'static str> {
    Err("ask tomorrow")
}

/// A resource whose disk is gone.
#[mcp::resource("disk://a")]
fn disk() -> mcp::Result<String> {
    Err(io::Error::other("the disk is gone"))?
}

/// A prompt whose disk is gone.
#[mcp::prompt]
fn prompt() -> mcp::Result<String> {
    Err(io::Error::other("the disk is gone"))?
}

fn server() -> mcp::Server {
    mcp::build!(
        "demo",
        [reads, reads_later, panics, panics_elsewhere, says, disk, prompt]
    )
}

async fn fails(call: Call, next: Next) -> Result<Answer, McpError> {
    assert_ne!(call.name(), Some("layered"), "the disk is gone");
    next.run(call).await
}

async fn said(client: &Client, what: &str) -> String {
    let protocol = |error: ClientError| error.to_string();
    match what {
        "disk" => client.read_resource("disk://a").await.map(|_| ()).map_err(protocol),
        "prompt" => client
            .get_prompt("prompt", json!({}))
            .await
            .map(|_| ())
            .map_err(protocol),
        tool => match client.call_tool(tool, json!({})).await {
            Ok(result) if result.is_error => Err(result.text()),
            outcome => outcome.map(|_| ()).map_err(protocol),
        },
    }
    .expect_err(what)
}

#[mcp::test]
async fn failures_are_shown_to_who_asks_for_them() {
    let server = server().around(fails);
    for mode in [Mode::Auto, Mode::Legacy] {
        let connect = |raise| Client::builder().mode(mode).raise_exceptions(raise).connect(&server);
        let (sees, does_not) = (connect(true).await.unwrap(), connect(false).await.unwrap());
        for what in [
            "reads",
            "reads_later",
            "panics",
            "panics_elsewhere",
            "disk",
            "prompt",
            "layered",
        ] {
            let (shown, hidden) = (said(&sees, what).await, said(&does_not, what).await);
            assert!(shown.contains("the disk is gone"), "{mode:?} {what}: {shown}");
            assert!(shown.contains("(correlation id "), "{mode:?} {what}: {shown}");
            assert!(!hidden.contains("disk is gone"), "{mode:?} {what}: {hidden}");
        }
        for what in ["panics", "panics_elsewhere"] {
            let shown = said(&sees, what).await;
            assert!(shown.contains("raise_exceptions.rs"), "where it was: {shown}");
        }
        for client in [&sees, &does_not] {
            assert_eq!(said(client, "says").await, "Error executing tool says: ask tomorrow");
        }
    }
}
