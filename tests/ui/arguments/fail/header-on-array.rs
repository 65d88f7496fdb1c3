/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(header = "Cities")] cities: Vec<String>) -> String {
    cities.concat()
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
