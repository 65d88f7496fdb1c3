#[mcp::server(name = "Weather")]
mod weather {
    use mcp::State;

    /// Today's forecast.
    #[tool]
    fn forecast(State(db): State<Vec<String>>) -> String {
        db.concat()
    }
}

fn main() {
    weather::server();
}
