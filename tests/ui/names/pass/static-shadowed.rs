//! A resource at one URI wins over a template that matches it, whichever is listed first.

#![deny(warnings)]

use serde_json::json;

#[path = "../../ask.rs"]
mod ask;

/// Any page.
#[mcp::resource("docs://{page}")]
fn page(page: String) -> String {
    page
}

/// The first page.
#[mcp::resource("docs://home")]
fn home() -> &'static str {
    "Welcome."
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Docs", [page, home]);
    let [home] = ask::ask(server, &[("resources/read", json!({ "uri": "docs://home" }))])
        .await?
        .try_into()
        .expect("as many");
    assert_eq!(home["contents"][0]["text"], "Welcome.");
    Ok(())
}
