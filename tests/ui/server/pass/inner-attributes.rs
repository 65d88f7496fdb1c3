//! Attributes and documentation inside the braces.

#![deny(warnings, missing_docs)]

use mcp::IntoServer;

#[mcp::server(name = "Weather")]
pub mod weather {
    //! The weather.
    #![allow(non_snake_case)]

    /// Today's forecast.
    #[tool]
    pub fn forecast(City: String) -> String {
        City
    }
}

/// A clock.
struct Clock;

#[mcp::server(name = "Clock")]
impl Clock {
    //! Tells the time.
    #![allow(non_snake_case)]

    /// The time.
    #[tool]
    fn time(&self, Zone: String) -> String {
        Zone
    }
}

struct Nowhere;

#[mcp::server(name = "Nowhere")]
impl Nowhere {
    #![cfg(any())]

    /// The time.
    #[tool]
    fn time(&self) -> Nothing {}
}

#[mcp::client]
trait Clocks {
    //! A clock elsewhere.
    #![allow(clippy::module_name_repetitions)]

    /// The time.
    async fn time(&self, #[arg(rename = "Zone")] zone: &str) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    weather::server().check()?;
    let clock = ClocksClient::connect(Clock.into_server()).await?;
    assert_eq!(clock.time("UTC").await?, "UTC");
    let _ = Nowhere;
    Ok(())
}
