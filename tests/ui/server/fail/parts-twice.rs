struct Weather;

#[mcp::server(name = "Weather", parts(admin), parts(stats))]
impl Weather {}

#[mcp::server(part = admin)]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(&self, city: String) -> String {
        city
    }
}

#[mcp::server(part = stats)]
impl Weather {
    /// How many.
    #[tool]
    fn count(&self) -> u8 {
        1
    }
}

fn main() {
    let _ = mcp::IntoServer::into_server(Weather);
}
