#[mcp::client]
trait Weather {
    async fn forecast(&self, city: &str) -> mcp::Result<String>;

    #[tool]
    async fn here(&self) -> mcp::Result<String> {
        self.forecast("London").await
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{}", weather.here().await?);
    Ok(())
}
