//! Prompts a person picks, and the help they get while filling in their arguments.

use mcp::types::{CompleteParams, CompletionArgument, CompletionContext, CompletionReference, PromptMessage};

/// Plan a trip.
#[mcp::prompt(title = "Plan a trip")]
fn plan(
    /// Where to.
    #[arg(complete = cities)]
    city: String,
    /// How long.
    #[arg(default = 3, range = 1..=30)]
    days: u8,
    /// What for.
    #[arg(default = Mood::Rest)]
    mood: Mood,
) -> Vec<PromptMessage> {
    let wish = match mood {
        Mood::Adventure => "an adventure",
        Mood::Art => "paintings",
        Mood::Rest => "a rest",
    };
    vec![
        PromptMessage::user(format!("Plan {days} days in {city}. I am after {wish}.")),
        PromptMessage::assistant("First, three questions."),
    ]
}

/// The values of an enum complete themselves.
#[mcp::data]
#[serde(rename_all = "lowercase")]
enum Mood {
    Adventure,
    Art,
    Rest,
}

/// Completes `plan(city)`.
fn cities(value: &str) -> Vec<&'static str> {
    ["Cairo", "Lagos", "Lima", "London"]
        .into_iter()
        .filter(|city| city.starts_with(value))
        .collect()
}

/// A district of a city.
#[mcp::resource("city://{city}/{district}")]
fn district(#[arg(complete = cities)] city: &str, district: &str) -> String {
    format!("{district} in {city}")
}

/// Completes the districts of the city that was chosen before.
#[mcp::completion(resource = district, argument = district)]
async fn districts(value: &str, known: &mcp::Completing) -> Vec<String> {
    let all: &[&str] = match known.argument("city") {
        Some("London") => &["Camden", "Chelsea", "Soho"],
        _ => &[],
    };
    all.iter()
        .filter(|name| name.starts_with(value))
        .map(ToString::to_string)
        .collect()
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Trips", [plan, district, districts]);
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(&server).await;
    }
    mcp::serve(server).await
}

/// What a client sees.
async fn demo(server: &mcp::Server) -> mcp::Result<()> {
    let client = mcp::Client::connect(server).await?;
    for prompt in client.all_prompts().await? {
        println!("{}: {}", prompt.name, mcp::json!(prompt.arguments));
    }
    // Arguments of a prompt are text; what the function wants of it is the macro's business.
    let cairo = mcp::json!({ "city": "Cairo", "days": "5", "mood": "art" });
    println!("{}", mcp::json!(client.get_prompt("plan", cairo).await?.messages));
    if let Err(error) = client.get_prompt("plan", mcp::json!({ "days": "5" })).await {
        println!("{error}");
    }
    let plan = || CompletionReference::prompt("plan");
    println!("L… {:?}", client.complete(plan(), "city", "L").await?.values);
    println!("a… {:?}", client.complete(plan(), "mood", "a").await?.values);
    let district = CompletionReference::resource("city://{city}/{district}");
    let params = CompleteParams::new(district, CompletionArgument::new("district", "C")).with_context(
        CompletionContext::new([("city".to_owned(), "London".to_owned())].into()),
    );
    println!("London, C… {:?}", client.complete_with(params).await?.values);
    Ok(())
}
