//! Data in, data out: the schema of the arguments and of the result come from the types, and what a tool returns is
//! both structured content for programs and text for models.

/// A place on the map.
#[mcp::data]
struct Point {
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
}

/// Between two places.
#[mcp::data]
struct Distance {
    kilometres: f64,
    /// How far that is on a human scale.
    scale: Scale,
}

#[mcp::data]
#[serde(rename_all = "lowercase")]
enum Scale {
    Walk,
    Drive,
    Flight,
}

/// The distance between two places, as the crow flies.
#[mcp::tool(read_only, idempotent)]
fn distance(from: Point, to: Point) -> Distance {
    let kilometres = (great_circle(&from, &to) * 10.0).round() / 10.0;
    let scale = match kilometres {
        near if near < 10.0 => Scale::Walk,
        far if far < 1000.0 => Scale::Drive,
        _ => Scale::Flight,
    };
    Distance { kilometres, scale }
}

/// The first multiples of a number. What is no object is wrapped as {"result": …}.
#[mcp::tool]
fn multiples(of: u32, #[arg(default = 3, range = 1..=10)] count: u32) -> Vec<u32> {
    (1..=count).map(|n| n * of).collect()
}

/// A poem. Only text, by `output = none`: programs have no use for it.
#[mcp::tool(output = none)]
fn poem() -> &'static str {
    "Roses are red."
}

fn great_circle(from: &Point, to: &Point) -> f64 {
    let [a, b] = [from, to].map(|point| (point.latitude.to_radians(), point.longitude.to_radians()));
    let haversine = ((b.0 - a.0) / 2.0).sin().powi(2) + a.0.cos() * b.0.cos() * ((b.1 - a.1) / 2.0).sin().powi(2);
    2.0 * 6371.0 * haversine.sqrt().asin()
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Structured output", [distance, multiples, poem]);
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(&server).await;
    }
    mcp::serve(server).await
}

/// What a client sees.
async fn demo(server: &mcp::Server) -> mcp::Result<()> {
    let client = mcp::Client::connect(server).await?;
    for tool in client.all_tools().await? {
        let schema = mcp::json!(tool.output_schema);
        println!("{} returns {}", tool.name, schema["properties"]);
    }
    let london = mcp::json!({ "latitude": 51.5, "longitude": -0.1 });
    let cairo = mcp::json!({ "latitude": 30.0, "longitude": 31.2 });
    for (tool, arguments) in [
        ("distance", mcp::json!({ "from": london, "to": cairo })),
        ("multiples", mcp::json!({ "of": 7 })),
        ("multiples", mcp::json!({ "of": 7, "count": 11 })),
        ("poem", mcp::json!({})),
    ] {
        let result = client.call_tool(tool, arguments).await?;
        let structured = mcp::json!(result.structured_content);
        println!("{tool}: {}, structured: {structured}", result.text());
    }
    Ok(())
}
