//! The compiler's own error, and no other.

/// Today's forecast.
#[mcp::tool]
async fn forecast(city: String) -> String {
    lookup(city)
}

async fn lookup(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
