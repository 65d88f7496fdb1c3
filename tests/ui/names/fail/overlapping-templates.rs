//! The second can never match: the names of variables do not tell a template from another.

/// By city and day.
#[mcp::resource("weather://{city}/{day}{?unit}")]
fn day(city: String, day: String, unit: Option<String>) -> String {
    city + &day + &unit.unwrap_or_default()
}

/// By town and date.
#[mcp::resource("weather://{town}/{date}{?unit}")]
fn date(town: String, date: String, unit: Option<String>) -> String {
    town + &date + &unit.unwrap_or_default()
}

fn main() {
    mcp::build!("Weather", [day, date]);
}
