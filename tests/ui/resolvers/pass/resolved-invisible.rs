//! An argument that a resolver finds is in no schema, and what is sent for it is dropped.

#![deny(warnings)]

use serde_json::json;

#[path = "../../ask.rs"]
mod ask;

#[mcp::resolver]
fn stock(title: &str) -> usize {
    title.len()
}

/// Order a book.
#[mcp::tool]
fn order(
    title: String,
    /// Never seen by the model.
    #[resolve(stock)]
    left: usize,
) -> String {
    format!("{title}: {left}")
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let call = json!({ "name": "order", "arguments": { "title": "Emma", "left": "none of your business" } });
    let requests = [("tools/list", json!({})), ("tools/call", call)];
    let results = ask::ask(mcp::build!("Books", [order]), &requests).await?;
    let schema = &ask::tool(&results[0], "order")["inputSchema"];
    assert_eq!(
        *schema,
        json!({ "type": "object", "properties": { "title": { "type": "string" } }, "required": ["title"],
            "additionalProperties": false })
    );
    assert_eq!(results[1]["content"][0]["text"], "Emma: 4");
    Ok(())
}
