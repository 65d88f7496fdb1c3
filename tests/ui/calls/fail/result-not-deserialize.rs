//! A type that only a server writes.

use mcp::__private::{schemars, serde};

#[derive(serde::Serialize, schemars::JsonSchema)]
#[serde(crate = "mcp::__private::serde")]
#[schemars(crate = "mcp::__private::schemars")]
struct Forecast {
    rain: bool,
}

/// Today's forecast.
#[mcp::tool]
fn forecast() -> mcp::Result<Forecast> {
    Ok(Forecast { rain: true })
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let client = mcp::Client::connect(&mcp::build!("Weather", [forecast])).await?;
    println!("{}", client.call(forecast::args()).await?.rain);
    Ok(())
}
