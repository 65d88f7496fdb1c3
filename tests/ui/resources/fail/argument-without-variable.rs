/// The full report for one city.
#[mcp::resource("weather://{city}")]
fn report(city: String, days: String) -> String {
    city + &days
}

fn main() {
    mcp::build!("Weather", [report]);
}
