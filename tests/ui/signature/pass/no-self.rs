//! A function in the block that does not need the value.

#![deny(warnings)]

struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(city: String) -> String {
        city
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather).check().unwrap();
}
