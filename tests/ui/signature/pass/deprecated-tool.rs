//! A deprecated tool: listing it and calling it draws no warning, using the function does, as always.

#![deny(warnings)]

/// Today's forecast.
#[deprecated = "use `weather`"]
#[mcp::tool]
pub fn forecast(city: String) -> String {
    city
}

/// The report.
#[mcp::resource("weather://{city}")]
#[deprecated]
pub fn report(city: String) -> String {
    city
}

pub struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool]
    #[deprecated(note = "use `weather`")]
    pub fn forecast(&self, city: String) -> String {
        city
    }
}

#[mcp::server(name = "Weather")]
mod weather {
    /// Today's forecast.
    #[tool]
    #[deprecated]
    pub fn forecast(city: String) -> String {
        city
    }
}

fn main() {
    mcp::build!("Weather", [forecast, report]).check().unwrap();
    mcp::IntoServer::into_server(Weather).check().unwrap();
    weather::server().check().unwrap();
}
