struct Weather;

#[mcp::client]
impl Weather {
    async fn forecast(&self) -> mcp::Result<String> {
        Ok("Rain.".into())
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    Weather.forecast().await?;
    Ok(())
}
