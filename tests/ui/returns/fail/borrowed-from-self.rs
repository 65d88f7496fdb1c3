//! What a handler returns is written after `self` may be gone: it owns what it returns.

struct Weather {
    city: String,
}

#[mcp::server(name = "Weather")]
impl Weather {
    /// The city.
    #[tool]
    fn city(&self) -> &str {
        &self.city
    }
}

fn main() {
    let _ = mcp::IntoServer::into_server(Weather { city: "Rome".into() });
}
