#[mcp::client]
trait Weather {
    async fn forecast(&self, (north, east): (f64, f64)) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{}", weather.forecast((52.1, 5.2)).await?);
    Ok(())
}
