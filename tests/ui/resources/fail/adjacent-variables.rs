/// The report.
#[mcp::resource("weather://{city}{day}")]
fn report(city: String, day: String) -> String {
    format!("{:?}", (city, day))
}

fn main() {
    mcp::build!("Weather", [report]);
}
