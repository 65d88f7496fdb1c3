struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool = "hourly"]
    fn forecast(&self, city: String) -> String {
        city
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather);
}
