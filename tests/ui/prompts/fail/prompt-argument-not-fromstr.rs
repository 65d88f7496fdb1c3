struct City;

/// Ask for a plan.
#[mcp::prompt]
fn plan(city: City) -> String {
    let City = city;
    "Plan.".into()
}

fn main() {
    mcp::build!("Weather", [plan]);
}
