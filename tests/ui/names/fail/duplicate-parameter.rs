//! The compiler's own error, and no other.

/// Today's forecast.
#[allow(unused_variables)]
#[mcp::tool]
fn forecast(city: String, city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
