//! An error with a variant and a type that are not to be used any more.

#![deny(warnings)]

mod old {
    /// Gone.
    #[deprecated]
    #[derive(Debug, mcp::Error)]
    #[error("gone")]
    pub struct Gone;
}

/// What goes wrong.
#[derive(Debug, mcp::Error)]
enum Lost {
    #[error("{0} is on no map")]
    City(String),
    #[deprecated]
    #[error("{0}")]
    #[allow(dead_code)]
    Town(String),
    #[error("{0}")]
    #[allow(deprecated)]
    Gone(#[from] old::Gone),
}

/// Today's forecast.
#[mcp::tool]
fn forecast(city: String) -> Result<String, Lost> {
    Err(Lost::City(city))
}

fn main() {
    mcp::build!("Weather", [forecast]).check().unwrap();
}
