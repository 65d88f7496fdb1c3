//! Private types in the signature of a public function: what the bare function draws, and nothing more.

#![deny(warnings)]
// The one lint that the functions draw by themselves.
#![allow(private_interfaces)]

use mcp::State;

#[mcp::data]
struct Secret {
    key: String,
}

#[derive(Debug, mcp::Error)]
#[error("lost")]
struct Lost;

struct Db;

/// Today's forecast.
#[mcp::tool]
pub async fn forecast(secret: Secret, State(db): State<Db>) -> Result<Secret, Lost> {
    let _: &Db = &db;
    if secret.key.is_empty() { Err(Lost) } else { Ok(secret) }
}

pub struct Weather;

#[mcp::server(name = "Weather", state = Db)]
impl Weather {
    /// Today's forecast.
    #[tool]
    pub async fn forecast(&self, secret: Secret, State(_db): State<Db>) -> Result<Secret, Lost> {
        Ok(secret)
    }
}

#[mcp::server(name = "Weather", state = super::Db)]
pub mod weather {
    use super::{Db, Lost, Secret};

    /// Today's forecast.
    #[tool]
    pub async fn forecast(secret: Secret, mcp::State(_db): mcp::State<Db>) -> Result<Secret, Lost> {
        Ok(secret)
    }
}

fn main() {
    mcp::build!("Weather", [forecast], state = Db).check().unwrap();
    mcp::IntoServer::into_server(Weather).check().unwrap();
    weather::server().check().unwrap();
}
