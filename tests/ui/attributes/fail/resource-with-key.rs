/// The report.
#[mcp::resource(uri = "weather://report")]
fn report() -> String {
    "Rain.".into()
}

fn main() {
    mcp::build!("Weather", [report]);
}
