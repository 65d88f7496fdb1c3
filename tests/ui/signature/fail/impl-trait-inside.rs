/// Say it again.
#[mcp::tool]
fn say(word: Option<impl Into<String>>) -> String {
    word.map(Into::into).unwrap_or_default()
}

fn main() {
    let _ = mcp::build!("Echo", [say]);
}
