/// The full report.
#[mcp::resource("")]
fn report() -> String {
    "Rain.".into()
}

fn main() {
    mcp::build!("Weather", [report]);
}
