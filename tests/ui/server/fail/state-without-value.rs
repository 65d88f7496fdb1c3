struct Weather;

#[mcp::server(name = "Weather", state)]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(&self, city: String) -> String {
        city
    }
}

fn main() {
    let _ = mcp::IntoServer::into_server(Weather);
}
