//! A header repeats a number, text or a boolean: what is in a struct is known when the server is made.

#[mcp::data]
struct Place {
    name: String,
}

/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(header = "Place")] place: Place) -> String {
    place.name
}

fn main() -> mcp::Result<()> {
    mcp::build!("Weather", [forecast]).check()?;
    Ok(())
}
