#[mcp::server(name = "Weather")]
mod weather {
    /// Ask for a plan.
    #[prompt]
    pub fn plan(city: String) -> String {
        city
    }

    #[completion(prompt = plan)]
    pub fn cities(value: &str) -> Vec<String> {
        vec![value.into()]
    }
}

fn main() {
    let _ = weather::server();
}
