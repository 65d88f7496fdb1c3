/// The full report.
#[mcp::resource("weather://report")]
fn report(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [report]);
}
