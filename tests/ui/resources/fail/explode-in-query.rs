/// The report.
#[mcp::resource("weather://x{?tags*}")]
fn report(tags: Vec<String>) -> String {
    format!("{tags:?}")
}

fn main() {
    mcp::build!("Weather", [report]);
}
