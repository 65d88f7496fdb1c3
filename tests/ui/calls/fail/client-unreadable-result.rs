struct Forecast {
    rain: bool,
}

#[mcp::client]
trait Weather {
    async fn forecast(&self, city: &str) -> mcp::Result<Vec<Forecast>>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{}", weather.forecast("London").await?[0].rain);
    Ok(())
}
