//! A tool named like a crate: the crate is `::serde_json` in this module, the tool `self::serde_json` in a list.

#![deny(warnings)]

/// A value as JSON.
#[mcp::tool]
fn serde_json(text: String) -> String {
    ::serde_json::json!(text).to_string()
}

fn main() {
    mcp::build!("Json", [self::serde_json]).check().unwrap();
}
