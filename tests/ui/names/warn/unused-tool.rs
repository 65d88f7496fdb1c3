//! The compiler's own words: the function is private and in no server.

/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> String {
    city
}

fn main() {}
