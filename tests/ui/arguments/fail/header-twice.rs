/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(header = "Region")] region: String, #[arg(header = "region")] country: String) -> String {
    region + &country
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
