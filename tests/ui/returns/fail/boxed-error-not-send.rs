use std::error::Error;

/// Today's forecast.
#[mcp::tool]
async fn forecast(city: String) -> Result<u8, Box<dyn Error>> {
    Ok(city.parse()?)
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
