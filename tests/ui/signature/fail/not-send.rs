//! The compiler's own words, once.

use std::rc::Rc;

/// Today's forecast.
#[mcp::tool]
async fn forecast(city: String) -> String {
    let shared = Rc::new(city);
    lookup().await;
    shared.to_string()
}

async fn lookup() {}

fn main() {
    mcp::build!("Weather", [forecast]);
}
