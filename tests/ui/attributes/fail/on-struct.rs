#[mcp::tool]
struct Forecast;

fn main() {
    let _ = Forecast;
}
