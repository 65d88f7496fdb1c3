//! The compiler's own words.

/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forcast]);
}
