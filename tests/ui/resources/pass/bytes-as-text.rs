//! Bytes are a blob whatever their MIME type says, and of no other type than that of bytes unless it does.

#![deny(warnings)]

use serde_json::json;

#[path = "../../ask.rs"]
mod ask;

/// Text, as bytes.
#[mcp::resource("file://text", mime = "text/plain")]
fn text() -> Vec<u8> {
    b"Rain.".to_vec()
}

/// Bytes.
#[mcp::resource("file://bytes")]
fn raw() -> Vec<u8> {
    vec![0]
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Files", [text, raw]);
    let read = |uri: &str| ("resources/read", json!({ "uri": uri }));
    let [text, bytes] = ask::ask(server, &[read("file://text"), read("file://bytes")])
        .await?
        .try_into()
        .expect("as many");
    assert_eq!(text["contents"][0]["blob"], "UmFpbi4=");
    assert_eq!(text["contents"][0]["mimeType"], "text/plain");
    assert_eq!(bytes["contents"][0]["mimeType"], "application/octet-stream");
    Ok(())
}
