/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast], parts(admin));
}
