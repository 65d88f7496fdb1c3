struct Day {
    rain: bool,
}

/// Today's forecast.
#[mcp::tool]
async fn forecast(city: String) -> Option<Day> {
    Some(Day { rain: city == "London" })
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
