//! The compiler's own words: there is no such type.

#[mcp::client]
trait Weather {
    async fn forecast(&self, city: &City) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    WeatherClient::connect("http://localhost:8000/mcp").await?;
    Ok(())
}
