struct Weather;

trait Forecast {
    fn forecast(&self) -> String;
}

#[mcp::server(name = "Weather")]
impl Forecast for Weather {
    #[tool]
    fn forecast(&self) -> String {
        "Rain.".into()
    }
}

fn main() {
    Weather.forecast();
}
