//! A tool that asks before it acts.
use mcp::Elicit;

struct Confirmation {
    confirm: bool,
}
impl mcp::Form for Confirmation {
    fn elicitation(message: impl Into<String>) -> mcp::types::FormElicitation {
        let schema = mcp::json!({"type":"object","properties":{"confirm":{"type":"boolean"}},"required":["confirm"]});
        mcp::types::FormElicitation::new(message, schema.as_object().cloned().unwrap_or_default())
    }
    fn read(content: &mcp::types::JsonObject) -> Result<Self, Vec<String>> {
        match content.get("confirm").and_then(|v| v.as_bool()) {
            Some(confirm) => Ok(Confirmation { confirm }),
            None => Err(vec!["$.confirm: missing".into()]),
        }
    }
}

/// Free tables.
#[mcp::resolver]
async fn free(date: &str) -> u8 { date.len() as u8 }

/// Asks.
#[mcp::resolver]
async fn ask_to_confirm(date: &str, #[resolve(free)] free: &u8) -> Elicit<Confirmation> {
    if *free > 100 { return Elicit::known(Confirmation { confirm: true }); }
    Elicit::ask(format!("Book a table for {date}?"))
}

/// Book a table.
#[mcp::tool]
async fn book_table(date: String, #[resolve(ask_to_confirm)] answer: Confirmation, #[resolve(free)] free: u8) -> String {
    let _ = free;
    if answer.confirm { format!("Booked for {date}.") } else { "No booking made.".into() }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    mcp::serve(mcp::build!("Bistro", [book_table])).await
}
