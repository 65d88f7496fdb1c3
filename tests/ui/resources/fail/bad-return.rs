struct Report;

/// The full report.
#[mcp::resource("weather://report")]
async fn report() -> mcp::Result<Report> {
    Ok(Report)
}

fn main() {
    mcp::build!("Weather", [report]);
}
