//! Of a generic type the names are compared when one is built.

struct Weather<D> {
    db: D,
}

#[mcp::server(name = "Weather", parts(admin))]
impl<D: Send + Sync + 'static> Weather<D> {
    /// Today's forecast.
    #[tool]
    fn forecast(&self, city: String) -> String {
        let _ = &self.db;
        city
    }
}

#[mcp::server(part = admin)]
impl<D: Send + Sync + 'static> Weather<D> {
    /// Another forecast.
    #[tool(name = "forecast")]
    fn other(&self, city: String) -> String {
        city
    }
}

fn main() {
    let _ = mcp::IntoServer::into_server(Weather { db: 1 });
}
