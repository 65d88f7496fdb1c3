#[mcp::client]
trait Weather {
    async fn forecast(&self, city: &str) -> mcp::Result<String>;

    #[tool(name = "forecast")]
    async fn tomorrow(&self, city: &str) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{}", weather.tomorrow("London").await?);
    Ok(())
}
