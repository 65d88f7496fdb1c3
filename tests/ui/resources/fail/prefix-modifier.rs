/// The report.
#[mcp::resource("weather://{city:3}")]
fn report(city: String) -> String {
    format!("{city:?}")
}

fn main() {
    mcp::build!("Weather", [report]);
}
