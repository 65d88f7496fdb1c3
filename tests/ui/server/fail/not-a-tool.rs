/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> String {
    helper(city)
}

fn helper(city: String) -> String {
    city
}

fn main() {
    mcp::build!("Weather", [forecast, helper]);
}
