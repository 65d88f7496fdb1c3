/// The full report for one city.
#[mcp::resource("weather://{city}")]
fn report(town: String) -> String {
    town
}

fn main() {
    mcp::build!("Weather", [report]);
}
