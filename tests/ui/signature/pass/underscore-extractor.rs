//! What the server gives needs no name.

#![deny(warnings)]

use mcp::{Cancel, Context, Progress, State};

/// Today's forecast.
#[mcp::tool]
async fn forecast(city: String, _ctx: &Context, _: Progress, _cancel: Cancel, _db: State<u8>) -> String {
    city
}

/// The report.
#[mcp::resource("weather://{city}")]
fn report(city: String, _ctx: &Context) -> String {
    city
}

/// Ask for a plan; the model's word has a name on the wire.
#[mcp::prompt]
fn plan(#[arg(rename = "city")] _city: String, _: &Context) -> String {
    "Plan.".into()
}

fn main() {
    mcp::build!("Weather", [forecast, report, plan], state = 1_u8)
        .check()
        .unwrap();
}
