/// Today's forecast.
#[mcp::client]
async fn forecast(city: String) -> mcp::Result<String> {
    Ok(city)
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    forecast("London".into()).await?;
    Ok(())
}
