/// The report.
#[mcp::resource("weather://{city}/{city}")]
fn report(city: String) -> String {
    format!("{city:?}")
}

fn main() {
    mcp::build!("Weather", [report]);
}
