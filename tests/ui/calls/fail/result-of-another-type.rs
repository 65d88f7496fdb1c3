//! The compiler's own words: it gives another type.

/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> mcp::Result<String> {
    Ok(city)
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let client = mcp::Client::connect(&mcp::build!("Weather", [forecast])).await?;
    let days: Vec<u8> = client.call(forecast::args("London")).await?;
    println!("{}", days.len());
    Ok(())
}
