//! One of several processes that are one server: `FLEET_NAME` is what it is called, `FLEET_USER` who calls, whatever the
//! client says.

use mcp::{Elicit, Principal};

#[derive(mcp::Form)]
struct Party {
    guests: u8,
}

#[derive(mcp::Form)]
struct Confirmation {
    confirm: bool,
}

#[mcp::resolver]
async fn party() -> Elicit<Party> {
    Elicit::ask("How many?")
}

#[mcp::resolver]
async fn sure(date: &str, #[resolve(party)] party: &Party) -> Elicit<Confirmation> {
    Elicit::ask(format!("{} on {date}?", party.guests))
}

/// Who found it, so that a test sees that both have worked.
#[mcp::resolver(carry)]
fn first_process() -> u32 {
    std::process::id()
}

/// Book a table.
#[mcp::tool]
async fn book(
    date: String,
    #[resolve(first_process)] first: u32,
    #[resolve(party)] party: Party,
    #[resolve(sure)] sure: Confirmation,
) -> String {
    let moved = if first == std::process::id() { "stayed" } else { "moved" };
    format!("{date} {} {} {moved}", party.guests, sure.confirm)
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let name = std::env::var("FLEET_NAME")?;
    let user = std::env::var("FLEET_USER").ok();
    let server = mcp::build!(name, [book]).around(move |mut call, next| {
        call.set_principal(user.clone().map(Principal::new));
        async move { next.run(call).await }
    });
    mcp::serve(server).await
}
