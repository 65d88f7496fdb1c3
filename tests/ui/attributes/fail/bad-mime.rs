/// The report.
#[mcp::resource("weather://report", mime = "text")]
fn report() -> String {
    "Rain.".into()
}

fn main() {
    mcp::build!("Weather", [report]);
}
