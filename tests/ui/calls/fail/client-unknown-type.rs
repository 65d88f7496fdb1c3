//! The compiler's own words: there is no such type.

#[mcp::client]
trait Weather {
    async fn forecast(&self, city: &str) -> mcp::Result<Forecast>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    weather.forecast("London").await?;
    Ok(())
}
