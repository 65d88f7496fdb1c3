//! `output = none`: text only.

#![deny(warnings)]

use serde_json::json;

#[path = "../../ask.rs"]
mod ask;

/// Today's forecast.
#[mcp::tool(output = none)]
fn forecast() -> Vec<String> {
    vec!["Rain.".into()]
}

/// The same, as text and as data.
#[mcp::tool]
fn structured() -> Vec<String> {
    vec!["Rain.".into()]
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Weather", [forecast, structured]);
    let calls = [
        ("tools/list", json!({})),
        ("tools/call", json!({ "name": "forecast" })),
        ("tools/call", json!({ "name": "structured" })),
    ];
    let [list, forecast, structured] = ask::ask(server, &calls).await?.try_into().expect("as many");
    assert!(ask::tool(&list, "forecast").get("outputSchema").is_none(), "{list}");
    assert!(ask::tool(&list, "structured").get("outputSchema").is_some(), "{list}");
    assert!(forecast.get("structuredContent").is_none(), "{forecast}");
    assert_eq!(forecast["content"], structured["content"]);
    Ok(())
}
