/// Say it again.
#[mcp::tool]
fn say(word: &impl AsRef<str>) -> String {
    word.as_ref().to_owned()
}

fn main() {
    let _ = mcp::build!("Echo", [say]);
}
