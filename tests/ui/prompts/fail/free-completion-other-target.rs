/// The weather.
#[mcp::resource("weather://{city}")]
fn report(city: String) -> String {
    city
}

#[mcp::completion(prompt = report, argument = city)]
fn cities(value: &str) -> Vec<String> {
    vec![value.into()]
}

fn main() {
    mcp::build!("Weather", [report, cities]);
}
