//! More arguments than the library has methods for, and one that is not there.

#![deny(warnings)]

use serde_json::json;

#[path = "../../ask.rs"]
mod ask;

/// The sum of its arguments.
#[mcp::tool]
#[allow(clippy::too_many_arguments)]
async fn sum(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8, i: u8, #[arg(default = 5)] j: u8) -> u8 {
    a + b + c + d + e + f + g + h + i + j
}

/// The sum of what is there.
#[mcp::tool]
fn some(a: u8, #[cfg(any())] b: u8, #[cfg(all())] c: u8) -> u8 {
    a + c
}

/// None at all.
#[mcp::tool]
fn none() -> u8 {
    7
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let all = json!({ "a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1, "i": 1 });
    let call = |name: &str, arguments| ("tools/call", json!({ "name": name, "arguments": arguments }));
    let calls = [
        call("sum", all),
        call("sum", json!({ "a": 1, "z": 2 })),
        call("some", json!({ "a": 1, "c": 2 })),
        call("none", json!({})),
        call("none", json!({ "a": 1 })),
    ];
    let said = ask::ask(mcp::build!("Sums", [sum, some, none]), &calls).await?;
    let texts: Vec<&str> = said.iter().filter_map(|one| one["content"][0]["text"].as_str()).collect();
    assert_eq!((texts[0], texts[2], texts[3]), ("14", "3", "7"));
    assert!(texts[1].contains("$.b: missing") && texts[1].contains("$.z: unknown"), "{}", texts[1]);
    assert!(texts[4].contains("(arguments: none)"), "{}", texts[4]);
    Ok(())
}
