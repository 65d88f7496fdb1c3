#[mcp::data]
#[derive(Clone, Serialize)]
struct Day {
    rain: bool,
}

/// Today's forecast.
#[mcp::tool]
fn forecast(day: Day) -> Day {
    day
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
