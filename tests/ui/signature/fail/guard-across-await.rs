//! The compiler's own words, once.

use std::sync::Mutex;

static CITIES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Today's forecast.
#[mcp::tool]
async fn forecast(city: String) -> usize {
    let mut cities = CITIES.lock().unwrap();
    cities.push(city);
    lookup().await;
    cities.len()
}

async fn lookup() {}

fn main() {
    mcp::build!("Weather", [forecast]);
}
