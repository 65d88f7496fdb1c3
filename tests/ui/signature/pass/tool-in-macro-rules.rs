//! Tools that another macro writes, with names, types and text from its caller.

#![deny(warnings)]

use mcp::{Context, State};
use serde_json::json;

#[path = "../../ask.rs"]
mod ask;

macro_rules! tools {
    ($(#[doc = $text:literal] $name:ident: $argument:ident, $type:ty => $return:ty, $value:expr;)*) => {
        $(
            #[doc = $text]
            ///
            /// Written by a macro.
            #[mcp::tool]
            async fn $name(
                #[arg(default = $value)] $argument: $type,
                words: &str,
                ctx: &Context,
                State(_state): State<u64>,
            ) -> mcp::Result<$return> {
                ctx.progress(1.0, None, None);
                let _ = words;
                Ok($argument.into())
            }
        )*

        fn server() -> mcp::Server {
            mcp::build!("Macros", [$($name),*, whole], state = 1_u64)
        }
    };
}

tools! {
    #[doc = "As it is."]
    same: text, String => String, "x".to_owned();
    #[doc = "Wider."]
    wider: number, u8 => u32, 1;
}

macro_rules! whole {
    ($result:ty, $text:ty, $context:ty, $state:ty, $doc:expr) => {
        #[doc = $doc]
        #[mcp::tool]
        fn whole(text: $text, ctx: $context, state: $state) -> $result {
            ctx.progress(1.0, None, None);
            Ok(format!("{text}{}", *state))
        }
    };
}

whole!(Result<String, String>, &str, &Context, State<u64>, "All types come from outside.");

macro_rules! block {
    ($type:ident, $name:literal, $tool:ident) => {
        struct $type;

        #[mcp::server(name = $name)]
        impl $type {
            /// In a block.
            #[tool]
            fn $tool(&self, n: u8) -> u8 {
                n
            }
        }
    };
}

block!(Numbers, "Numbers", number);

#[mcp::main]
async fn main() -> mcp::Result<()> {
    mcp::IntoServer::into_server(Numbers).check()?;
    let calls = [
        ("tools/list", json!({})),
        ("tools/call", json!({ "name": "wider", "arguments": { "words": "" } })),
        ("tools/call", json!({ "name": "whole", "arguments": { "text": "a" } })),
    ];
    let [list, wider, whole] = ask::ask(server(), &calls).await?.try_into().expect("as many");
    assert_eq!(
        ask::tool(&list, "same")["description"],
        "As it is.\n\nWritten by a macro."
    );
    assert_eq!(ask::tool(&list, "whole")["description"], "All types come from outside.");
    assert_eq!(wider["structuredContent"]["result"], 1);
    assert_eq!(whole["structuredContent"]["result"], "a1");
    Ok(())
}
