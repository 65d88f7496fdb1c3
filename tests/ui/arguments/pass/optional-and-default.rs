//! A default of an optional argument is what is there when none is sent.

#![deny(warnings)]

/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(default = 1)] days: Option<u8>) -> u8 {
    days.unwrap_or_default()
}

fn main() {
    mcp::build!("Weather", [forecast]).check().unwrap();
}
