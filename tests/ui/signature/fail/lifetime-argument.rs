/// Today's forecast.
#[mcp::tool]
fn forecast<'a>(city: &'a str) -> String {
    city.into()
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
