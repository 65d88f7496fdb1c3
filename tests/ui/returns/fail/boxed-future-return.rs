use std::pin::Pin;

/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> Pin<Box<dyn Future<Output = String> + Send>> {
    Box::pin(async move { city })
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
