#[mcp::resolver]
fn stock() -> u8 {
    3
}

/// Plan a meal.
#[mcp::prompt]
fn plan(dish: String) -> String {
    dish
}

#[mcp::completion(prompt = plan, argument = dish)]
fn dishes(typed: &str, #[resolve(stock)] left: u8) -> Vec<String> {
    vec![format!("{typed} {left}")]
}

fn main() {
    let _ = mcp::build!("Bistro", [plan, dishes]);
}
