/// The report.
#[mcp::resource("weather://ci}ty")]
fn report() -> String {
    String::new()
}

fn main() {
    mcp::build!("Weather", [report]);
}
