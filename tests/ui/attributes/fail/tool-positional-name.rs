//! A tool's name is an option like all others.

/// Today's forecast.
#[mcp::tool("forecast")]
fn today(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [today]);
}
