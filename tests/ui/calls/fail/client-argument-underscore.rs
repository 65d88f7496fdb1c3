#[mcp::client]
trait Weather {
    async fn forecast(&self, _city: &str) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{}", weather.forecast("London").await?);
    Ok(())
}
