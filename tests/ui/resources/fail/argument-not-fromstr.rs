struct City;

/// The full report for one city.
#[mcp::resource("weather://{city}")]
fn report(city: City) -> String {
    let City = city;
    "Rain.".into()
}

fn main() {
    mcp::build!("Weather", [report]);
}
