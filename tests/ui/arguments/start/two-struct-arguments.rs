//! What is in a struct is known when the server is made.

#[mcp::data]
struct Place {
    name: String,
}

#[mcp::data]
struct Person {
    name: String,
}

/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(flatten)] place: Place, #[arg(flatten)] person: Person) -> String {
    place.name + &person.name
}

fn main() -> mcp::Result<()> {
    mcp::build!("Weather", [forecast]).check()?;
    Ok(())
}
