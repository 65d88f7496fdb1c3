/// Ask for a plan.
#[mcp::prompt]
fn plan(city: String, days: u8) -> String {
    format!("{city} {days}")
}

#[mcp::completion(prompt = plan, argument = ctiy)]
fn cities(value: &str) -> Vec<String> {
    vec![value.into()]
}

fn main() {
    mcp::build!("Weather", [plan, cities]);
}
