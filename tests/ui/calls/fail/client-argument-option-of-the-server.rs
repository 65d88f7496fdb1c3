#[mcp::client]
trait Weather {
    async fn forecast(&self, city: &str, #[arg(default = 1)] days: u8) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{}", weather.forecast("London", 2).await?);
    Ok(())
}
