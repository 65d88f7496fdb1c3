#[mcp::client]
trait Weather {
    async fn refresh(&self);
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    WeatherClient::connect("http://localhost:8000/mcp").await?.refresh().await;
    Ok(())
}
