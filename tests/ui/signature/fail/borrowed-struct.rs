struct Filter<'a>(&'a str);

/// Today's forecast.
#[mcp::tool]
fn forecast(filter: Filter<'_>) -> String {
    filter.0.to_owned()
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
