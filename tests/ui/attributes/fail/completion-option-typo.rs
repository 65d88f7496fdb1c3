/// Ask for a plan.
#[mcp::prompt]
fn plan(city: String) -> String {
    city
}

#[mcp::completion(promt = plan, argument = city)]
fn cities(value: &str) -> Vec<String> {
    vec![value.into()]
}

fn main() {
    let _ = mcp::build!("Weather", [plan, cities]);
}
