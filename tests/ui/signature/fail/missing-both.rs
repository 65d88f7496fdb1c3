struct Filter {
    city: String,
}

/// Today's forecast.
#[mcp::tool]
fn forecast(filters: Vec<Filter>) -> String {
    filters.into_iter().map(|filter| filter.city).collect()
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
