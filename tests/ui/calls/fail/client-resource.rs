#[mcp::client]
trait Weather {
    #[resource("weather://report")]
    async fn report(&self) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{}", weather.report().await?);
    Ok(())
}
