//! A type that serde can send, and that says nothing of its shape.

use mcp::__private::serde;

#[derive(serde::Serialize)]
#[serde(crate = "mcp::__private::serde")]
struct Filter {
    min: u8,
}

#[mcp::client]
trait Weather {
    async fn forecast(&self, filter: Option<Filter>) -> mcp::Result<String>;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let weather = WeatherClient::connect("http://localhost:8000/mcp").await?;
    println!("{}", weather.forecast(Some(Filter { min: 1 })).await?);
    Ok(())
}
