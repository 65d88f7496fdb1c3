//! Both sides of the protocol at once: this program starts itself again as a server, on a pipe, and calls it the way
//! a host would.

/// Today's forecast for one city.
#[mcp::tool(read_only)]
fn forecast(
    /// The city, by its English name.
    city: String,
    /// Days ahead.
    #[arg(default = 1, range = 1..=14)]
    days: u8,
) -> mcp::Result<String> {
    match city.as_str() {
        "London" => Ok(format!("Rain, for {days} more days.")),
        "Cairo" => Ok("Sun.".into()),
        _ => Err(format!("No forecast for '{city}'.").into()),
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("serve") {
        return mcp::serve(mcp::build!("Weather", [forecast])).await;
    }
    let server = mcp::client::Command::new(std::env::current_exe()?).arg("serve");
    let client = mcp::Client::connect(server).await?;
    println!(
        "Connected to {}, revision {}.",
        client.server_info().map_or("?", |info| &info.name),
        client.revision()
    );
    for tool in client.all_tools().await? {
        println!("\n{}: {}", tool.name, tool.description.unwrap_or_default());
        println!("    {}", mcp::json!(tool.input_schema));
    }
    for arguments in [
        mcp::json!({ "city": "London", "days": 3 }),
        mcp::json!({ "city": "London", "days": 30 }),
        mcp::json!({ "city": "Atlantis" }),
    ] {
        let result = client.call_tool("forecast", &arguments).await?;
        println!("\nforecast({arguments})\n    {}", result.text());
    }
    client.close().await;
    Ok(())
}
