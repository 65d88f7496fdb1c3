//! The other questions a tool may ask: the user's consent at a URL, the client's model, where the client works, and three
//! things in a row.

use mcp::types::{CreateMessageParams, CreateMessageResult, Root, SamplingMessage};
use mcp::{Elicit, ElicitUrl, Elicited, ListRoots, Sample, UrlConsent};

#[mcp::resolver]
async fn payment(amount: u32) -> ElicitUrl {
    ElicitUrl::ask(format!("Pay {amount}?"), format!("https://example.com/pay/{amount}"))
}

/// Have the user pay.
#[mcp::tool]
async fn ask_url(amount: u32, #[resolve(payment)] payment: Elicited<UrlConsent>) -> String {
    match payment {
        Elicited::Accept(_) => format!("The user goes to pay {amount}."),
        Elicited::Decline => "The user does not pay.".to_owned(),
        Elicited::Cancel => "The user is gone.".to_owned(),
    }
}

#[mcp::resolver]
async fn haiku(subject: &str) -> Sample {
    let message = SamplingMessage::user(format!("Write a haiku about {subject}."));
    Sample::ask(CreateMessageParams::new(vec![message], 100))
}

/// Have the client's model write.
#[mcp::tool]
async fn ask_model(subject: String, #[resolve(haiku)] haiku: CreateMessageResult) -> String {
    format!("{subject}: {}", haiku.text())
}

#[mcp::resolver]
async fn workspace() -> ListRoots {
    ListRoots::ask()
}

/// Say where the client works.
#[mcp::tool]
async fn ask_roots(#[resolve(workspace)] roots: Vec<Root>) -> Vec<String> {
    roots.into_iter().map(|root| root.uri).collect()
}

/// How many come?
#[derive(mcp::Form)]
struct Party {
    /// How many come?
    #[form(range = 1..=20, default = 2)]
    guests: u8,
}

#[derive(mcp::Form)]
struct Place {
    /// Where to sit.
    table: Table,
}

#[derive(mcp::Form, Debug)]
enum Table {
    #[form(title = "By the window")]
    Window,
    Terrace,
}

#[derive(mcp::Form)]
struct Confirmation {
    /// Is that right?
    right: bool,
}

#[mcp::resolver]
async fn party() -> Elicit<Party> {
    Elicit::ask("For how many?")
}

#[mcp::resolver]
async fn place(#[resolve(party)] party: &Party) -> Elicit<Place> {
    if party.guests > 6 {
        // Only the terrace has room for them.
        return Elicit::known(Place { table: Table::Terrace });
    }
    Elicit::ask(format!("Where do {} want to sit?", party.guests))
}

#[mcp::resolver]
async fn right(day: &str, #[resolve(party)] party: &Party, #[resolve(place)] place: &Place) -> Elicit<Confirmation> {
    Elicit::ask(format!("{day}, {} at {:?}?", party.guests, place.table))
}

/// Ask one thing after the other, each with what is known by then.
#[mcp::tool]
async fn ask_three(
    day: String,
    #[resolve(party)] party: Party,
    #[resolve(place)] place: Place,
    #[resolve(right)] answer: Confirmation,
) -> mcp::Result<String> {
    if !answer.right {
        return Err("The user says that this is not right.".into());
    }
    Ok(format!("{day}: {} at {:?}.", party.guests, place.table))
}

pub fn server() -> mcp::Server {
    mcp::build!("Ask", [ask_url, ask_model, ask_roots, ask_three])
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    mcp::serve(server()).await
}
