/// The report.
#[mcp::resource("weather://{ci-ty}")]
fn report(city: String) -> String {
    format!("{city:?}")
}

fn main() {
    mcp::build!("Weather", [report]);
}
