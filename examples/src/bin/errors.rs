//! Who reads what when a tool fails: the model, the operator's log, or the program on the other side.

use mcp::ResultExt as _;

/// Errors of this program's own that the model may read: derive `mcp::Error` in place of `std::error::Error`.
#[derive(Debug, mcp::Error)]
enum BookingError {
    #[error("{0} has no table left. Try another day.")]
    FullyBooked(String),
    #[error("At most {most} guests, not {asked}.")]
    TooMany { asked: u32, most: u32 },
}

/// Book a table. It fails with an error of its own type, whose text the model reads.
#[mcp::tool]
fn book(day: String, guests: u32) -> Result<String, BookingError> {
    match (day.as_str(), guests) {
        (_, 9..) => Err(BookingError::TooMany { asked: guests, most: 8 }),
        ("Saturday", _) => Err(BookingError::FullyBooked(day)),
        _ => Ok(format!("A table for {guests} on {day}.")),
    }
}

/// Read the guest list. `?` takes every error; one that is the server's own is masked for the model.
#[mcp::tool]
fn guests() -> mcp::Result<String> {
    Ok(std::fs::read_to_string("/nowhere/guests.txt")?)
}

/// Read the menu. `.for_model(…)` says what the model reads instead, and the log keeps the cause.
#[mcp::tool]
fn menu() -> mcp::Result<String> {
    std::fs::read_to_string("/nowhere/menu.txt").for_model("The menu is being rewritten: ask again tomorrow.")
}

/// Pay. An `McpError` fails the request itself: the client's program reads it, the model does not.
#[mcp::tool]
fn pay(amount: u32) -> mcp::Result<String> {
    Err(mcp::McpError::new(402, "Payment required").with_data(mcp::json!({ "amount": amount })))?
}

/// Count the spoons. A panic fails this one call and nothing else.
#[mcp::tool]
fn spoons() -> u32 {
    "a dozen".parse().expect("a number")
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Errors", [book, guests, menu, pay, spoons]);
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(&server).await;
    }
    mcp::serve(server).await
}

/// What a client sees.
async fn demo(server: &mcp::Server) -> mcp::Result<()> {
    let client = mcp::Client::connect(server).await?;
    for (tool, arguments) in [
        ("book", mcp::json!({ "day": "Friday", "guests": 2 })),
        ("book", mcp::json!({ "day": "Friday", "guests": 9 })),
        ("book", mcp::json!({ "day": "Saturday", "guests": 2 })),
        ("guests", mcp::json!({})),
        ("menu", mcp::json!({})),
        ("spoons", mcp::json!({})),
    ] {
        let result = client.call_tool(tool, arguments).await?;
        // What follows is an id that the log has too, another each time.
        let text = result.text();
        let text = text.split(" (correlation id ").next().unwrap_or_default();
        println!("is_error={} {text}", result.is_error);
    }
    if let Err(error) = client.call_tool("pay", mcp::json!({ "amount": 30 })).await {
        println!("protocol error: {error}");
    }
    Ok(())
}
