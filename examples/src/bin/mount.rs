//! One server made of several: names get a prefix, URIs and states stay what they are.

/// A server of its own, as a module: nothing to list, nothing to forget.
#[mcp::server(name = "Weather")]
mod weather {
    /// Today's forecast for one city.
    #[tool]
    pub fn forecast(city: String) -> String {
        format!("{city}: Sun.")
    }

    /// The full report for one city.
    #[resource("weather://{city}")]
    pub fn report(city: String) -> String {
        format!("{city}: Sun, all day.")
    }
}

/// Another one, as a type.
struct News(&'static str);

#[mcp::server(name = "News")]
impl News {
    /// What happened.
    #[tool]
    fn headline(&self) -> &'static str {
        self.0
    }

    /// Have the news summed up.
    #[prompt]
    fn digest(&self) -> String {
        format!("Sum up: {}", self.0)
    }
}

/// Whether this server is there.
#[mcp::tool]
fn status() -> &'static str {
    "All is well."
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Everything", [status])
        .mount("weather", weather::server())
        .mount("news", News("Dog bites man."));
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(&server).await;
    }
    mcp::serve(server).await
}

/// What a client sees.
async fn demo(server: &mcp::Server) -> mcp::Result<()> {
    let client = mcp::Client::connect(server).await?;
    for tool in client.all_tools().await? {
        println!("tool {}", tool.name);
    }
    for prompt in client.all_prompts().await? {
        println!("prompt {}", prompt.name);
    }
    let cairo = mcp::json!({ "city": "Cairo" });
    println!("{}", client.call_tool("weather_forecast", cairo).await?.text());
    println!("{}", client.call_tool("news_headline", ()).await?.text());
    let report = client.read_resource("weather://Cairo").await?;
    println!("{}", mcp::json!(report.contents));
    Ok(())
}
