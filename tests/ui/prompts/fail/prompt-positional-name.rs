/// Ask for a plan.
#[mcp::prompt("plan")]
fn plan(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [plan]);
}
