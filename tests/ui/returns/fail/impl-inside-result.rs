/// Say it again.
#[mcp::tool]
fn say(word: String) -> mcp::Result<impl Iterator<Item = u8>> {
    Ok(word.into_bytes().into_iter())
}

fn main() {
    let _ = mcp::build!("Echo", [say]);
}
