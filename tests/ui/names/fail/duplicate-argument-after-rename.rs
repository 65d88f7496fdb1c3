/// Today's forecast.
#[mcp::tool]
fn forecast(city: String, #[arg(rename = "city")] town: String) -> String {
    city + &town
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
