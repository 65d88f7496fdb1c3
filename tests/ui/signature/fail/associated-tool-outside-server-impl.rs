//! Nothing tells this function from a free one before the type of its name is printed: the words are the compiler's.

struct Weather;

impl Weather {
    /// Today's forecast.
    #[mcp::tool]
    fn forecast(city: String) -> String {
        city
    }
}

fn main() {
    Weather::forecast("Cairo".into());
}
