//! One option, two values.

/// Today's forecast.
#[mcp::tool(name = "today", name = "forecast")]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
