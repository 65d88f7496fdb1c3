//! The compiler's own words.

mod europe {
    /// Today's forecast.
    #[mcp::tool]
    fn forecast(city: String) -> String {
        city
    }
}

fn main() {
    mcp::build!("Weather", [europe::forecast]);
}
