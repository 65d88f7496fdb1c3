struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Plan a trip.
    #[prompt]
    fn plan(&self, city: String) -> String {
        city
    }

    /// Plan another.
    #[prompt(name = "plan")]
    fn again(&self, city: String) -> String {
        city
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather);
}
