/// Today's forecast.
#[mcp::tool]
async fn forecast(city: String) -> mcp::Result<Result<String, String>> {
    Ok(Ok(city))
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
