//! Data whose types are named as the server's own are: it is what a client sends, for tools, calls and resolvers.

#![deny(warnings)]

use mcp::Client;
use mcp::types::CallToolResult;

#[mcp::data]
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Ca,
    Ny,
}

#[mcp::data]
struct Auth {
    user: String,
}

#[mcp::data]
struct Context(u8);

#[mcp::data]
struct Progress {
    done: u8,
}

/// The tax of a state.
#[mcp::tool]
fn tax(
    #[arg(default = State::Ca)] state: State,
    auth: Auth,
    #[arg(title = "Progress")] progress: Progress,
) -> String {
    format!("{state:?} {} {}", auth.user, progress.done)
}

/// What lies between two.
#[mcp::tool]
fn between(a: Context, b: Context) -> u8 {
    b.0 - a.0
}

#[mcp::resolver]
fn rate(state: &State, ctx: &mcp::Context, progress: &Progress) -> u8 {
    let _ = ctx;
    if *state == State::Ca { progress.done } else { 8 }
}

/// The tax on an amount.
#[mcp::tool]
async fn on(amount: u8, state: State, #[arg(rename = "progress")] progress: Progress, #[resolve(rate)] rate: u8) -> u8 {
    let _ = (state, progress);
    amount * rate
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Taxes", [tax, between, on]);
    let client = Client::connect(server).await?;
    let auth = || Auth { user: "Ada".into() };
    let progress = || Progress { done: 7 };
    assert_eq!(client.call(tax::args(auth(), progress())).await?, "Ca Ada 7");
    assert_eq!(client.call(tax::args(auth(), progress()).state(State::Ny)).await?, "Ny Ada 7");
    assert_eq!(client.call(on::args(3, State::Ny, progress())).await?, 24);
    assert_eq!(client.call(on::args(3, State::Ca, progress())).await?, 21);
    let result: CallToolResult = client.call_tool("between", mcp::json!({ "a": 1, "b": 3 })).await?;
    assert!(!result.is_error, "{result:?}");
    Ok(())
}
