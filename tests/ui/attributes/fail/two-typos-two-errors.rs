//! Two mistakes are two errors, and not a third.

/// Today's forecast.
#[mcp::tool(titel = "Forecast", readonly)]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
