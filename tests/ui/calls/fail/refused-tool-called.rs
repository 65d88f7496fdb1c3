use mcp::Client;

/// Today's forecast.
#[mcp::tool(tilte = "Forecast")]
fn forecast(city: String, days: Option<u8>) -> String {
    format!("{city} {days:?}")
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let client = Client::connect(mcp::build!("Weather", [forecast])).await?;
    client.call(forecast::args("London").days(2)).await?;
    Ok(())
}
