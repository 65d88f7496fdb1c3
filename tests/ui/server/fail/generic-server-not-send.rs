//! Refused where it is defined, before anybody makes one.

struct Weather<D> {
    db: D,
}

#[mcp::server(name = "Weather")]
impl<D: Clone> Weather<D> {
    /// Today's forecast.
    #[tool]
    async fn forecast(&self, city: String) -> String {
        let _ = self.db.clone();
        city
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let _ = Weather { db: 1 };
    Ok(())
}
