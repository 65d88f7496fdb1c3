use mcp::State;

struct Weather;

#[mcp::server(name = "Weather", state = 1_u8)]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(&self, State(db): State<Vec<String>>) -> String {
        db.concat()
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather);
}
