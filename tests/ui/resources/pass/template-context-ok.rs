//! Beside the variables of its URI a resource takes what the server gives.

#![deny(warnings)]

use mcp::{Context, State};

/// The report for one city.
#[mcp::resource("weather://{city}")]
fn report(city: String, ctx: &Context, State(suffix): State<String>) -> String {
    let _ = ctx;
    city + &suffix
}

fn main() {
    mcp::build!("Weather", [report], state = String::new()).check().unwrap();
}
