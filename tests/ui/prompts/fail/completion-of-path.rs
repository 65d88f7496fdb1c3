mod prompts {
    /// Ask for a plan.
    #[mcp::prompt]
    pub fn plan(city: String) -> String {
        city
    }
}

#[mcp::completion(prompt = prompts::plan, argument = ctiy)]
fn cities(value: &str) -> Vec<String> {
    vec![value.into()]
}

fn main() {
    let _ = mcp::build!("Weather", [prompts::plan, cities]);
}
