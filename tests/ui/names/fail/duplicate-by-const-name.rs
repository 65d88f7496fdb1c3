const TODAY: &str = "forecast";
const DEFAULT: &str = "forecast";

struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool(name = TODAY)]
    fn today(&self, city: String) -> String {
        city
    }

    /// Some forecast.
    #[tool(name = DEFAULT)]
    fn any(&self, city: String) -> String {
        city
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather);
}
