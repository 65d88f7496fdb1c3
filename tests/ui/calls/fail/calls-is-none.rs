struct Weather;

#[mcp::server(name = "Weather", calls = client)]
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
