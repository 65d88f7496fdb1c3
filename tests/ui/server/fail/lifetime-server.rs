struct Weather<'a> {
    text: &'a str,
}

#[mcp::server(name = "Weather")]
impl Weather<'_> {
    /// Today's forecast.
    #[tool]
    fn forecast(&self) -> String {
        self.text.into()
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather { text: "Rain." });
}
