#[mcp::client]
trait Weather {
    type Forecast;

    async fn forecast(&self, city: &str) -> mcp::Result<Self::Forecast>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    WeatherClient::connect("http://localhost:8000/mcp").await?;
    Ok(())
}
