#[mcp::client]
struct Weather;

fn main() {
    let _ = Weather;
}
