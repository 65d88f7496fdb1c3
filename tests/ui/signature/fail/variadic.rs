/// Today's forecast.
#[mcp::tool]
fn forecast(city: String, _: ...) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
