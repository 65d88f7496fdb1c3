//! One name under conditions that exclude each other is no duplicate.

#![deny(warnings)]

struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[cfg(unix)]
    #[tool(name = "forecast")]
    fn on_unix(&self, city: String) -> String {
        city
    }

    /// Today's forecast.
    #[cfg(not(unix))]
    #[tool(name = "forecast")]
    fn elsewhere(&self, city: String) -> String {
        city
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather).check().unwrap();
}
