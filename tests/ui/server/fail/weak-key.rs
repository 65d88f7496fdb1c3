/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast], request_state_keys = ["a secret of at least 32 bytes, really", "hunter2"]);
}
