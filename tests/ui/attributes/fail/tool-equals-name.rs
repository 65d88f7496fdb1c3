//! `#[tool = "…"]` is no attribute at all: the compiler says so, and we say nothing more.

/// Today's forecast.
#[mcp::tool = "forecast"]
fn today(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [today]);
}
