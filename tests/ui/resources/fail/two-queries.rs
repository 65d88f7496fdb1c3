/// The report.
#[mcp::resource("weather://x{?a}{?b}")]
fn report(a: Option<String>, b: Option<String>) -> String {
    format!("{:?}", (a, b))
}

fn main() {
    mcp::build!("Weather", [report]);
}
