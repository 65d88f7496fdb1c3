struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    const MOST: u8 = 14;

    /// Today's forecast.
    #[tool]
    fn forecast(&self, #[arg(range = 1..=Self::MOST)] days: u8) -> u8 {
        days
    }
}

fn main() {
    let _ = (Weather::MOST, mcp::IntoServer::into_server(Weather));
}
