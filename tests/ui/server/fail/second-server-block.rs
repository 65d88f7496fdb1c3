//! The words are the compiler's; a further block is `#[mcp::server(part = …)]`.

struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(&self) -> String {
        "Rain.".into()
    }
}

#[mcp::server(name = "Weather")]
impl Weather {
    /// Tomorrow's.
    #[tool]
    fn tomorrow(&self) -> String {
        "Sun.".into()
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather);
}
