#[mcp::client]
trait Weather {
    async fn forecast(city: &str) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    WeatherClient::connect("http://localhost:8000/mcp").await?;
    Ok(())
}
