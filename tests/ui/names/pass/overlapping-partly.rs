//! Templates that have some URIs in common: the more specific one wins.

#![deny(warnings)]

use serde_json::json;

#[path = "../../ask.rs"]
mod ask;

/// Any page.
#[mcp::resource("docs://{page}")]
fn page(page: String) -> String {
    page
}

/// A page in German.
#[mcp::resource("docs://de-{page}")]
fn german(page: String) -> String {
    format!("Seite {page}")
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Docs", [page, german]);
    let [german] = ask::ask(server, &[("resources/read", json!({ "uri": "docs://de-home" }))])
        .await?
        .try_into()
        .expect("as many");
    assert_eq!(german["contents"][0]["text"], "Seite home");
    Ok(())
}
