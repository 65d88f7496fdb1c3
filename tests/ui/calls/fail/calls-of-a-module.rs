#[mcp::server(name = "Weather", calls = none)]
mod weather {
    /// Today's forecast.
    #[tool]
    pub fn forecast() -> String {
        "Rain.".into()
    }
}

fn main() {
    weather::server();
}
