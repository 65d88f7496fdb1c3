//! An argument of its own may be a tuple: the schema says which items there are, and those are read. Keys of maps may be
//! whatever is one word of text.

#![deny(warnings)]

use serde_json::json;
use std::collections::HashMap;

#[path = "../../ask.rs"]
mod ask;

#[mcp::data]
struct Point(f64, u8);

/// The height at a point.
#[mcp::tool]
fn height(point: Point, years: HashMap<u16, f64>) -> f64 {
    point.0 + f64::from(point.1) + years[&2024]
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let arguments = json!({ "name": "height", "arguments": { "point": [1.5, 2], "years": { "2024": 3.0 } } });
    let [list, called] = ask::ask(
        mcp::build!("Map", [height]),
        &[("tools/list", json!({})), ("tools/call", arguments)],
    )
    .await?
    .try_into()
    .expect("as many");
    let schema = &ask::tool(&list, "height")["inputSchema"];
    assert_eq!(schema["$defs"]["Point"]["prefixItems"][0]["type"], "number", "{schema}");
    assert_eq!(schema["$defs"]["Point"]["maxItems"], 2, "{schema}");
    assert_eq!(called["content"][0]["text"], "6.5", "{called}");
    Ok(())
}
