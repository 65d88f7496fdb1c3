type Forecast = Option<String>;

#[mcp::client]
trait Weather {
    async fn forecast(&self, city: &str) -> Forecast;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{:?}", weather.forecast("London").await);
    Ok(())
}
