//! A tool named like a crate: the crate is `::serde_json` in this module, the tool `self::serde_json` in a list.

#![deny(warnings)]

/// A value as JSON.
#[mcp::tool]
fn serde_json(text: String) -> String {
    ::serde_json::json!(text).to_string()
}

/// A value that has the tool's name, of a type that begins with `::`.
#[mcp::tool]
fn path(path: ::std::path::PathBuf) -> String {
    let shown = |path: ::std::path::PathBuf| path.display().to_string();
    shown(path)
}

fn main() {
    mcp::build!("Json", [self::serde_json, path]).check().unwrap();
}
