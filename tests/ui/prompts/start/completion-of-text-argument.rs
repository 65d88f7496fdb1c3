//! Text names what no macro looks up, and so an argument of it.

/// Ask for a plan.
#[mcp::prompt]
fn plan(city: String) -> String {
    city
}

#[mcp::completion(prompt = "plan", argument = ctiy)]
fn cities(value: &str) -> Vec<String> {
    vec![value.into()]
}

fn main() -> mcp::Result<()> {
    mcp::build!("Weather", [plan, cities]).check()?;
    Ok(())
}
