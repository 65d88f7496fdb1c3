/// Today's forecast.
#[mcp::tool]
fn forecast(_city: String) -> String {
    "Rain.".into()
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
