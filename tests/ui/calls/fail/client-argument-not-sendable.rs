struct Filter {
    min: u8,
}

#[mcp::client]
trait Weather {
    async fn forecast(&self, filter: &Filter) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    let filter = Filter { min: 1 };
    println!("{} {}", filter.min, weather.forecast(&filter).await?);
    Ok(())
}
