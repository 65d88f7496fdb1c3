/// The full report for one city.
#[mcp::resource("weather://{city}{?unit}")]
fn report(city: String, unit: String) -> String {
    city + &unit
}

fn main() {
    mcp::build!("Weather", [report]);
}
