/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> impl Future<Output = String> {
    async move { city }
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
