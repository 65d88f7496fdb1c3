//! Argument and return types that belong to a type parameter.

#![deny(warnings)]

use mcp::{Argument, IntoServer};

trait Db: Send + Sync + 'static {
    type Key: Argument + Into<u64>;
    type Err: std::error::Error + Send + Sync + 'static;
    fn row(&self, key: Self::Key) -> Result<String, Self::Err>;
}

struct Rows<D> {
    db: D,
}

#[mcp::server(name = "Rows")]
impl<D: Db> Rows<D> {
    /// One row.
    #[tool]
    fn row(&self, key: D::Key) -> Result<String, D::Err> {
        self.db.row(key)
    }
}

struct Memory;

impl Db for Memory {
    type Key = u64;
    type Err = std::io::Error;
    fn row(&self, key: u64) -> Result<String, std::io::Error> {
        Ok(key.to_string())
    }
}

fn main() {
    Rows { db: Memory }.into_server().check().unwrap();
}
