/// Today's forecast.
#[mcp::tool]
fn forecast(city: Option<&str>) -> String {
    city.unwrap_or("Cairo").to_owned()
}

fn main() {
    let _ = mcp::build!("Weather", [forecast]);
}
