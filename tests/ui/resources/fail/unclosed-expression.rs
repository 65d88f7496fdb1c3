/// The full report for one city.
#[mcp::resource("weather://{city/report")]
fn report(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [report]);
}
