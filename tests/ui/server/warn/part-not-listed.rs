//! The compiler's own words: the part is a function that nobody calls.

struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(&self, city: String) -> String {
        city
    }
}

#[mcp::server(part = admin)]
impl Weather {
    /// Forget all forecasts.
    #[tool]
    fn forget(&self) {}
}

fn main() {
    let _ = mcp::IntoServer::into_server(Weather);
}
