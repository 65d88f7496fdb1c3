#[mcp::server(name = "Weather")]
mod weather {
    /// Today's forecast.
    #[tool]
    pub fn forecast(city: String) -> String {
        city
    }

    /// Tomorrow's.
    #[tool(name = "forecast")]
    pub fn tomorrow(city: String) -> String {
        city
    }
}

fn main() {
    weather::server();
}
