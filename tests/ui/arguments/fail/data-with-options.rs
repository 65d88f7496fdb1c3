#[mcp::data(rename_all = "lowercase")]
enum Unit {
    Celsius,
}

fn main() {
    let _ = Unit::Celsius;
}
