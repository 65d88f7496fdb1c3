mod europe {
    /// Today's forecast.
    #[mcp::tool]
    pub fn forecast(city: String) -> String {
        city
    }
}

mod africa {
    /// Today's forecast.
    #[mcp::tool]
    pub fn forecast(city: String) -> String {
        city
    }
}

fn main() {
    mcp::build!("Weather", [europe::forecast, africa::forecast]);
}
