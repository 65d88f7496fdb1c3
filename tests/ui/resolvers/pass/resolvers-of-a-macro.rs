//! Two resolvers of one name that one macro has written in one place are two.

#![deny(warnings)]

use serde_json::json;

#[path = "../../ask.rs"]
mod ask;

macro_rules! shelf {
    ($module:ident $left:literal) => {
        mod $module {
            #[mcp::resolver]
            pub fn left() -> u8 {
                $left
            }
        }
    };
}

shelf!(upper 3);
shelf!(lower 4);

/// What is left.
#[mcp::tool]
fn left(#[resolve(upper::left)] upper: u8, #[resolve(lower::left)] lower: u8) -> String {
    format!("{upper} {lower}")
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let call = json!({ "name": "left", "arguments": {} });
    let results = ask::ask(mcp::build!("Books", [left]), &[("tools/call", call)]).await?;
    assert_eq!(results[0]["content"][0]["text"], "3 4");
    Ok(())
}
