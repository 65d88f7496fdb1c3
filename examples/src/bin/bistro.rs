//! A tool that asks the user before it acts, and never lets the model answer.
//!
//! `cargo run --bin bistro` serves standard input and output, `cargo run --bin bistro -- --http 127.0.0.1:8000` HTTP.

use mcp::Elicit;

/// What the user is asked.
#[derive(mcp::Form)]
struct Confirmation {
    /// Really book?
    confirm: bool,
}

/// The user has the last word.
#[mcp::resolver]
async fn ask_to_confirm(date: &str) -> Elicit<Confirmation> {
    Elicit::ask(format!("Book a table for {date}?"))
}

/// Book a table.
#[mcp::tool]
async fn book_table(
    /// The day, as the guest says it.
    date: String,
    #[resolve(ask_to_confirm)] answer: Confirmation,
) -> String {
    if answer.confirm {
        format!("Booked for {date}.")
    } else {
        "No booking made.".to_owned()
    }
}

pub fn server() -> mcp::Server {
    mcp::build!("Bistro", [book_table])
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    mcp::serve(server()).await
}
