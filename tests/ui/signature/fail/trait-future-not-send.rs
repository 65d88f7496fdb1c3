//! The compiler's own words: it shows how the trait promises that its futures move between threads.

trait Db: Send + Sync + 'static {
    async fn rows(&self) -> u8;
}

struct Weather<D> {
    db: D,
}

#[mcp::server(name = "Weather")]
impl<D: Db> Weather<D> {
    /// Count the rows.
    #[tool]
    async fn count(&self) -> u8 {
        self.db.rows().await
    }
}

struct Memory;

impl Db for Memory {
    async fn rows(&self) -> u8 {
        3
    }
}

fn main() {
    let _ = mcp::IntoServer::into_server(Weather { db: Memory });
}
