//! The compiler's own words.

struct Weather;

#[mcp::server = "Weather"]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(&self) -> String {
        "Rain.".into()
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather);
}
