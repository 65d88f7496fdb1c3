//! An argument is gone when the answer is written.

use std::borrow::Cow;

/// Today's forecast.
#[mcp::tool]
fn forecast(city: &str) -> Cow<'_, str> {
    city.into()
}

fn main() {
    let _ = mcp::build!("Weather", [forecast]);
}
