use mcp::State;

struct Weather;

#[mcp::server(name = "Weather", parts(admin))]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(&self) -> String {
        "Rain.".into()
    }
}

#[mcp::server(part = admin)]
impl Weather {
    /// Restarts the weather.
    #[tool]
    fn restart(&self, State(db): State<Vec<String>>) -> usize {
        db.len()
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather);
}
