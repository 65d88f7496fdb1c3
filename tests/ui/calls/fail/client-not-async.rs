#[mcp::client]
trait Weather {
    fn forecast(&self, city: &str) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{}", weather.forecast("London")?);
    Ok(())
}
