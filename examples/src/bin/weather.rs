//! A tool and a resource template over the same lookup, each failing in its own way.

/// Today's forecast for one city.
#[mcp::tool(read_only)]
fn forecast(
    /// The city, by its English name.
    city: &str,
) -> mcp::Result<&'static str> {
    lookup(city).ok_or_else(|| mcp::Error::for_model(missing(city)))
}

/// The full report for one city.
#[mcp::resource("weather://{city}")]
fn report(city: &str) -> mcp::Result<String> {
    let weather = lookup(city).ok_or_else(|| mcp::Error::not_found(missing(city)))?;
    Ok(format!("{city}: {weather}"))
}

fn lookup(city: &str) -> Option<&'static str> {
    match city {
        "London" => Some("Rain."),
        "Cairo" => Some("Sun."),
        _ => None,
    }
}

fn missing(city: &str) -> String {
    format!("No forecast for '{city}'.")
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    mcp::serve(mcp::build!("Weather", [forecast, report])).await
}
