/// Today's forecast.
#[mcp::tool(timeout = 3)]
async fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
