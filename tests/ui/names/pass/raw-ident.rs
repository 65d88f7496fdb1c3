//! Keywords as names: on the wire without `r#`.

#![deny(warnings)]

use serde_json::json;

#[path = "../../ask.rs"]
mod ask;

mod r#mod {
    /// Match something.
    #[mcp::tool]
    pub fn r#match(r#type: String, #[arg(rename = "r#loop")] r#loop: u8) -> String {
        format!("{type}{loop}", r#type = r#type, r#loop = r#loop)
    }
}

/// A page.
#[mcp::resource("docs://{type}")]
fn r#static(r#type: String) -> String {
    r#type
}

/// Ask.
#[mcp::prompt]
fn r#async(r#fn: String) -> String {
    r#fn
}

#[mcp::completion(prompt = r#async, argument = r#fn)]
fn r#yield(value: &str) -> Vec<String> {
    vec![value.into()]
}

struct Server;

#[mcp::server(name = "Server")]
impl Server {
    /// Move.
    #[tool]
    fn r#move(&self, r#in: u8) -> u8 {
        r#in
    }

    /// Ask.
    #[prompt]
    fn r#dyn(&self, r#as: String) -> String {
        r#as
    }

    #[completion(prompt = r#dyn, argument = r#as)]
    fn r#do(&self, value: &str) -> Vec<String> {
        vec![value.into()]
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    mcp::IntoServer::into_server(Server).check()?;
    let server = mcp::build!("Words", [r#mod::r#match, r#static, r#async, r#yield]);
    let calls = [
        (
            "tools/call",
            json!({ "name": "match", "arguments": { "type": "a", "r#loop": 1 } }),
        ),
        ("resources/read", json!({ "uri": "docs://b" })),
        ("prompts/get", json!({ "name": "async", "arguments": { "fn": "c" } })),
        (
            "completion/complete",
            json!({ "ref": { "type": "ref/prompt", "name": "async" }, "argument": { "name": "fn", "value": "d" } }),
        ),
    ];
    let [tool, page, prompt, values] = ask::ask(server, &calls).await?.try_into().expect("as many");
    assert_eq!(tool["content"][0]["text"], "a1");
    assert_eq!(page["contents"][0]["text"], "b");
    assert_eq!(prompt["messages"][0]["content"]["text"], "c");
    assert_eq!(values["completion"]["values"], json!(["d"]));
    Ok(())
}
