//! The compiler's own error, and no other.

/// Today's forecast.
#[mcp::tool]
async fn forecast(cities: Vec<City>) -> String {
    format!("{} cities", cities.len())
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
