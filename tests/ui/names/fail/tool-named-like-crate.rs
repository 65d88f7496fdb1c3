/// A value as JSON.
#[mcp::tool]
fn serde_json(text: String) -> String {
    serde_json::json!(text).to_string() + &serde_json::to_string("").unwrap()
}

fn main() {
    let _ = mcp::build!("Json", [self::serde_json]);
}
