/// Today's forecast.
#[mcp::tool]
fn forecast((city, days): (String, u8)) -> String {
    format!("{city} {days}")
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
