//! The schema says that any key will do, and none could be read as a struct.

use std::collections::HashMap;

#[mcp::data]
#[derive(PartialEq, Eq, Hash)]
struct Route {
    from: u32,
    to: u32,
}

/// The weight of routes.
#[mcp::tool]
fn weigh(routes: Option<HashMap<Route, f64>>) -> f64 {
    routes.unwrap_or_default().values().sum()
}

fn main() -> mcp::Result<()> {
    mcp::build!("Routes", [weigh]).check()?;
    Ok(())
}
