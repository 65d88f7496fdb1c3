//! A type that only a server reads.

use mcp::__private::{schemars, serde};

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(crate = "mcp::__private::serde")]
#[schemars(crate = "mcp::__private::schemars")]
struct Filter {
    min: u8,
}

/// Today's forecast.
#[mcp::tool]
fn forecast(filter: Filter) -> u8 {
    filter.min
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let client = mcp::Client::connect(&mcp::build!("Weather", [forecast])).await?;
    println!("{}", client.call(forecast::args(Filter { min: 1 })).await?);
    Ok(())
}
