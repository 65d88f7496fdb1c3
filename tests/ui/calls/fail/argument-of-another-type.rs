/// Today's forecast.
#[mcp::tool]
fn forecast(city: String, days: u8) -> String {
    format!("{city} {days}")
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let client = mcp::Client::connect(&mcp::build!("Weather", [forecast])).await?;
    println!("{}", client.call(forecast::args("London", "two")).await?);
    Ok(())
}
