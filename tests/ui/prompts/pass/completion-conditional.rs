//! Conditions on what a completion takes beside the value.

#![deny(warnings)]

use mcp::{Context, json};

#[path = "../../ask.rs"]
mod ask;

/// Ask for a plan.
#[mcp::prompt]
fn plan(city: String) -> String {
    city
}

#[mcp::completion(prompt = plan, argument = city)]
fn cities(value: &str, #[cfg(any())] never: Nothing, #[cfg(all())] ctx: Context) -> Vec<String> {
    let _ = ctx.request_id();
    vec![value.to_owned()]
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let params = json!({
        "ref": { "type": "ref/prompt", "name": "plan" }, "argument": { "name": "city", "value": "Cairo" },
    });
    let server = mcp::build!("Weather", [plan, cities]);
    let [found] = ask::ask(server, &[("completion/complete", params)])
        .await?
        .try_into()
        .expect("as many");
    assert_eq!(found["completion"]["values"], json!(["Cairo"]));
    Ok(())
}
