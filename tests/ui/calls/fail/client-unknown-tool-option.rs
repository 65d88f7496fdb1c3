#[mcp::client]
trait Weather {
    #[tool(nam = "get.forecast")]
    async fn forecast(&self, city: &str) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{}", weather.forecast("London").await?);
    Ok(())
}
