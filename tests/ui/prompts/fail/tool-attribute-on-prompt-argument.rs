/// Ask for a plan.
#[mcp::prompt]
fn plan(#[arg(header = "City")] city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [plan]);
}
