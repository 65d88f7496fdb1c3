//! An option with a typing mistake.

#[mcp::tool(descripton = "Today's forecast.")]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
