#[mcp::client]
trait Weather {
    async fn forecast(&mut self, city: &str) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let mut weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{}", weather.forecast("London").await?);
    Ok(())
}
