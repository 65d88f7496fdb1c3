use std::sync::Arc;

struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(self: Arc<Self>, city: String) -> String {
        city
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather);
}
