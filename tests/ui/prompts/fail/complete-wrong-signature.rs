/// Ask for a plan.
#[mcp::prompt]
fn plan(#[arg(complete = cities)] city: String) -> String {
    city
}

fn cities() -> Vec<String> {
    Vec::new()
}

fn main() {
    mcp::build!("Weather", [plan]);
}
