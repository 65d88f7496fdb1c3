struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Ask for a plan.
    #[prompt]
    fn plan(&self, city: String) -> String {
        city
    }

    #[completion(prompt = Self::plan, argument = ctiy)]
    fn cities(&self, value: &str) -> Vec<String> {
        vec![value.into()]
    }
}

fn main() {
    let _ = mcp::IntoServer::into_server(Weather);
}
