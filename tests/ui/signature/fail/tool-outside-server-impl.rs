struct Weather;

impl Weather {
    /// Today's forecast.
    #[mcp::tool]
    fn forecast(&self, city: String) -> String {
        city
    }
}

fn main() {
    Weather.forecast("Cairo".into());
}
