//! A server over whatever its database is, with associated types and a constant in its type.

#![deny(warnings)]

use mcp::{IntoServer, State};
use std::future::Future;

trait Db: Send + Sync + 'static {
    type Row: serde_traits::Data;
    type Err: std::error::Error + Send + Sync + 'static;
    fn rows(&self, table: &str) -> impl Future<Output = Result<Vec<Self::Row>, Self::Err>> + Send;
}

mod serde_traits {
    /// What a tool can take and return, in one word.
    pub trait Data: mcp::Argument + mcp::Respond<mcp::__private::AsData> + Clone {}
    impl<T: mcp::Argument + mcp::Respond<mcp::__private::AsData> + Clone> Data for T {}
}

struct Weather<D> {
    db: D,
}

#[mcp::server(name = "Weather", state = String::from("state"))]
impl<D: Db> Weather<D>
where
    Vec<D::Row>: mcp::Respond<mcp::__private::AsData>,
{
    /// All rows.
    #[tool]
    async fn rows(&self, table: &str) -> Result<Vec<D::Row>, D::Err> {
        self.db.rows(table).await
    }

    /// The first row.
    #[tool]
    async fn first(&self, other: D::Row, State(state): State<String>) -> mcp::Result<D::Row> {
        let rows = self.db.rows(&state).await?;
        Ok(rows.into_iter().next().unwrap_or(other))
    }

    /// The name of the database.
    #[resource("db://name")]
    fn name(&self) -> &'static str {
        std::any::type_name::<D>()
    }
}

struct Fixed<const N: usize>;

#[mcp::server(name = "Fixed")]
impl<const N: usize> Fixed<N> {
    /// The number.
    #[tool]
    fn number(&self) -> usize {
        N
    }
}

struct Memory;

impl Db for Memory {
    type Row = String;
    type Err = std::io::Error;
    async fn rows(&self, table: &str) -> Result<Vec<String>, std::io::Error> {
        Ok(vec![table.to_owned()])
    }
}

fn main() {
    Weather { db: Memory }.into_server().check().unwrap();
    Fixed::<3>.into_server().check().unwrap();
}
