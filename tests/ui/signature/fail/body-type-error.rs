//! The compiler's own error, and no other.

/// Today's forecast.
#[mcp::tool]
async fn forecast(city: String) -> mcp::Result<String> {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
