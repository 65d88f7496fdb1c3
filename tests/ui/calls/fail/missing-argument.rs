//! The compiler's own words: an argument is missing.

/// Today's forecast.
#[mcp::tool]
fn forecast(city: String, days: u8, unit: Option<String>) -> String {
    format!("{city} {days} {unit:?}")
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let client = mcp::Client::connect(&mcp::build!("Weather", [forecast])).await?;
    println!("{}", client.call(forecast::args("London").unit("C")).await?);
    Ok(())
}
