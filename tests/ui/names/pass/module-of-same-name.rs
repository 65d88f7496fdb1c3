//! A tool named like its module is listed by its path.

#![deny(warnings)]

mod forecast {
    /// Today's forecast.
    #[mcp::tool]
    pub fn forecast(city: String) -> String {
        city
    }
}

fn main() {
    mcp::build!("Weather", [forecast::forecast]).check().unwrap();
}
