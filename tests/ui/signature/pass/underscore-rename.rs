//! An argument that is not used yet keeps its name on the wire.

#![deny(warnings)]

/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(rename = "city")] _city: String) -> String {
    "Rain.".into()
}

fn main() {
    mcp::build!("Weather", [forecast]).check().unwrap();
}
