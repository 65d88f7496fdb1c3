//! What a mounted server has is known when it is there.

/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> String {
    city
}

fn main() -> mcp::Result<()> {
    let (europe, asia) = (mcp::build!("Europe", [forecast]), mcp::build!("Asia", [forecast]));
    let world = mcp::Server::builder("World").finish();
    world.mount("weather", europe).mount("weather", asia).check()?;
    Ok(())
}
