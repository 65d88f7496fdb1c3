/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> String {
    city
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let client = mcp::Client::connect(&mcp::build!("Weather", [forecast])).await?;
    let text: String = client.call(forecast("London".into())).await?;
    println!("{text}");
    Ok(())
}
