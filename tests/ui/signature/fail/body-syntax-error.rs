//! The compiler's own error, and no other.

/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> String {
    let days = ;
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
