//! What a client can read: at a fixed URI, at every URI of a template, text, data or bytes.

use std::collections::BTreeMap;

/// How to use this library.
#[mcp::resource("docs://guide", mime = "text/markdown", priority = 1.0)]
fn guide() -> &'static str {
    "# Guide\n\nRead a page, or search for one."
}

/// One page. The variable is an argument of the function.
#[mcp::resource("docs://pages/{number}", name = "page")]
fn page(number: u32) -> mcp::Result<String> {
    let text = PAGES
        .get(number as usize)
        .ok_or_else(|| mcp::Error::not_found(format!("There is no page {number}.")))?;
    Ok((*text).to_owned())
}

/// Pages that have a word in them. Variables of the query may be left out.
#[mcp::resource("docs://search{?word,most}")]
fn search(word: Option<String>, #[arg(default = 10)] most: usize) -> BTreeMap<usize, &'static str> {
    let word = word.unwrap_or_default();
    let found = PAGES
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, text)| text.contains(&word));
    found.take(most).collect()
}

/// A file below a directory. Paths that would leave it are refused before the function runs.
#[mcp::resource("docs://files/{+path}", mime = "text/plain")]
fn file(path: &str) -> String {
    format!("contents of {path}")
}

/// The logo: bytes go out in base64.
#[mcp::resource("docs://logo", mime = "image/gif")]
fn logo() -> Vec<u8> {
    b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec()
}

const PAGES: [&str; 3] = [
    "A tool is a function.",
    "A resource is read.",
    "A prompt is picked by a person.",
];

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Resources", [guide, page, search, file, logo]);
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(&server).await;
    }
    mcp::serve(server).await
}

/// What a client sees.
async fn demo(server: &mcp::Server) -> mcp::Result<()> {
    let client = mcp::Client::connect(server).await?;
    for uri in [
        "docs://guide",
        "docs://pages/1",
        "docs://search?word=is&most=2",
        "docs://search",
        "docs://files/src/main.rs",
        "docs://files/../secret",
        "docs://logo",
        "docs://pages/9",
        "docs://nowhere",
    ] {
        match client.read_resource(uri).await {
            Ok(result) => println!("{uri}\n    {}", mcp::json!(result.contents)),
            Err(error) => println!("{uri}\n    {error}"),
        }
    }
    Ok(())
}
