//! Lints that are forbidden: what the macros write does not allow them again.

#![forbid(missing_docs, missing_debug_implementations)]
#![deny(warnings)]

/// Whether there is rain.
#[mcp::resolver]
pub fn rain() -> bool {
    true
}

/// Today's forecast.
#[mcp::tool]
pub fn forecast(city: String, days: Option<u8>, #[resolve(rain)] rain: bool) -> String {
    format!("{city} {days:?} {rain}")
}

/// The report.
#[mcp::resource("weather://{city}")]
pub fn report(city: String) -> String {
    city
}

/// Ask for a plan.
#[mcp::prompt]
pub fn plan(city: String) -> String {
    city
}

/// A server.
#[derive(Debug)]
pub struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool]
    pub fn forecast(&self, city: String, days: Option<u8>) -> String {
        format!("{city} {days:?}")
    }
}

/// The server.
pub fn server() -> mcp::Server {
    mcp::build!("Weather", [forecast, report, plan])
}

fn main() {
    server().check().unwrap();
    mcp::IntoServer::into_server(Weather).check().unwrap();
}
