/// Today's forecasts.
#[mcp::tool]
fn forecasts(cities: &[&str]) -> usize {
    cities.len()
}

fn main() {
    let _ = mcp::build!("Weather", [forecasts]);
}
