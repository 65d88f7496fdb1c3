//! What a handler returns is written after `self` may be gone: it owns what it returns.

struct Weather {
    city: String,
}

#[mcp::server(name = "Weather")]
impl Weather {
    /// The city.
    #[resource("weather://city")]
    fn city(&self) -> mcp::Result<&str> {
        Ok(&self.city)
    }
}

fn main() {
    let _ = mcp::IntoServer::into_server(Weather { city: "Rome".into() });
}
