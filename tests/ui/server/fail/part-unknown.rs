struct Weather<T>(T);

#[mcp::server(name = "Weather", parts(admn))]
impl<T: Send + Sync + 'static> Weather<T> {
    /// Today's forecast.
    #[tool]
    fn forecast(&self) -> String {
        "Rain.".into()
    }
}

#[mcp::server(part = admin)]
impl<T: Send + Sync + 'static> Weather<T> {
    /// Restarts the weather.
    #[tool]
    fn restart(&self) {}
}

fn main() {
    mcp::IntoServer::into_server(Weather(()));
}
