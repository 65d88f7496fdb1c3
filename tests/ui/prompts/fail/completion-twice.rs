struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Ask for a plan.
    #[prompt]
    fn plan(&self, city: String) -> String {
        city
    }

    #[completion(prompt = plan, argument = city)]
    fn cities(&self, value: &str) -> Vec<String> {
        vec![value.into()]
    }

    #[completion(prompt = plan, argument = city)]
    fn towns(&self, value: &str) -> Vec<String> {
        vec![value.into()]
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather);
}
