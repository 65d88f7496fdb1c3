struct Weather;

fn main() {
    let _ = Weather;
    mcp::build!("Weather", [Weather]);
}
