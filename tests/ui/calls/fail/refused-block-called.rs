use mcp::Client;

struct Weather;

#[mcp::server(name = "Weather", tilte = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(&self, city: String) -> String {
        city
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let client = Client::connect(mcp::IntoServer::into_server(Weather)).await?;
    client.call(Weather::calls().forecast("London")).await?;
    Ok(())
}
