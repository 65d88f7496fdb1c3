/// Ask for a plan.
#[mcp::prompt]
fn plan(city: String) -> usize {
    city.len()
}

fn main() {
    mcp::build!("Weather", [plan]);
}
