trait Weather {
    /// Today's forecast.
    #[mcp::tool]
    fn forecast(city: String) -> String;
}

fn main() {}
