//! The compiler's own words.

/// Today's forecast.
#[cfg(not(all()))]
#[mcp::tool]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
