/// The report.
#[mcp::resource("weather://x{/path*}")]
fn report(path: String) -> String {
    format!("{path:?}")
}

fn main() {
    mcp::build!("Weather", [report]);
}
