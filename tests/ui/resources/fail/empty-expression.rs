/// The report.
#[mcp::resource("weather://{}")]
fn report() -> String {
    String::new()
}

fn main() {
    mcp::build!("Weather", [report]);
}
