use std::collections::HashMap;

/// The weight of routes.
#[mcp::tool]
fn weigh(routes: HashMap<(u32, u32), f64>) -> f64 {
    routes.values().sum()
}

fn main() {
    mcp::build!("Routes", [weigh]);
}
