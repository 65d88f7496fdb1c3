/// The full report for one city.
#[mcp::resource("weather://{+country}/{+city}")]
fn report(country: String, city: String) -> String {
    country + &city
}

fn main() {
    mcp::build!("Weather", [report]);
}
