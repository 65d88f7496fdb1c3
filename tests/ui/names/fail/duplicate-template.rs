//! The names of its variables do not tell a template from another.

struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// By city and day.
    #[resource("weather://{city}/{day}")]
    fn day(&self, city: String, day: String) -> String {
        city + &day
    }

    /// By town and date.
    #[resource("weather://{town}/{date}")]
    fn date(&self, town: String, date: String) -> String {
        town + &date
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather);
}
