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
    mcp::serve(Weather { db: std::rc::Rc::new(1) }).await
}
