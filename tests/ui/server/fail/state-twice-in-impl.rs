use mcp::State;
struct Weather;

#[mcp::server(name = "Weather", state = String::new(), state = String::from("b"))]
impl Weather {
    /// Count.
    #[tool]
    fn count(&self, State(db): State<String>) -> u64 {
        let _ = db;
        3
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather);
}
