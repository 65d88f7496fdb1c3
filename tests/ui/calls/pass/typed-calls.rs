//! A call from the declaration of its tool: which arguments it takes, what it gives, and names that stand in nobody's way.

#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub)]
#![deny(single_use_lifetimes, unused_qualifications, unused_lifetimes)]

use mcp::types::{CallToolResult, Content};
use mcp::{Client, ClientError, Context, Image, State, json};
use std::borrow::Cow;
use std::collections::BTreeMap;

#[mcp::data]
#[derive(Clone, Debug, PartialEq)]
struct Filter {
    min: u8,
    words: Vec<String>,
}

type City = String;
type Rows = Result<Vec<u8>, String>;

/// Every kind of argument.
#[mcp::tool]
#[allow(clippy::too_many_arguments)]
async fn everything(
    city: &str,
    alias: City,
    ctx: &Context,
    /// Days ahead.
    #[arg(default = 1)]
    days: u8,
    mut list: Vec<Filter>,
    State(state): State<u8>,
    others: &[String],
    lent: Cow<'_, str>,
    unit: Option<String>,
    filter: Option<Filter>,
    #[arg(rename = "kind")] r#type: u16,
    #[arg(rename = "unused")] _unused: bool,
    #[arg(flatten)] more: Filter,
    #[cfg(not(unix))] never: Nothing,
    #[cfg(unix)] always: f64,
) -> Result<serde_json::Value, mcp::Error> {
    let _ = ctx;
    list.push(more);
    Ok(json!([
        city, alias, days, list, *state, others, lent, unit, filter, r#type, always
    ]))
}

/// Arguments by the names of ours.
#[mcp::tool(name = "names.of-ours")]
fn args(
    args: u8,
    call: u8,
    request: u8,
    #[arg(default = 0)] with: u8,
    tool: Option<u8>,
    into_request: Option<u8>,
) -> u8 {
    args + call + request + with + tool.unwrap_or_default() + into_request.unwrap_or_default()
}

/// Nothing.
#[mcp::tool]
fn nothing() {}

/// Text.
#[mcp::tool(output = none)]
fn text(#[arg(default = "\"quoted\"")] text: String) -> String {
    text
}

/// Static text.
#[mcp::tool]
fn fixed() -> Result<BTreeMap<&'static str, Option<&'static str>>, &'static str> {
    Ok([("a", Some("b"))].into())
}

/// A `Result` by another name.
#[mcp::tool]
fn rows(fails: bool) -> Rows {
    match fails {
        true => Err("No rows.".into()),
        false => Ok(vec![1, 2]),
    }
}

/// Content.
#[mcp::tool]
fn picture() -> mcp::Result<Image> {
    Ok(Image::png(b"png"))
}

/// More content.
#[mcp::tool]
fn pictures() -> Vec<Content> {
    vec![Content::text("a"), Content::text("b")]
}

/// A result by hand.
#[mcp::tool]
fn by_hand() -> CallToolResult {
    CallToolResult::from_text("by hand")
}

/// What only a server reads.
#[derive(mcp::__private::serde::Deserialize, mcp::__private::schemars::JsonSchema, Debug)]
#[serde(crate = "mcp::__private::serde")]
#[schemars(crate = "mcp::__private::schemars")]
struct ReadOnly(u8);

/// Cannot be called so, and is none the worse for it.
#[mcp::tool]
fn read_only(it: ReadOnly) -> u8 {
    it.0
}

mod private {
    #[mcp::data]
    #[derive(Debug)]
    pub(super) struct Secret {
        pub(super) key: u8,
    }

    /// A private type in a public tool.
    #[allow(private_interfaces)]
    #[mcp::tool]
    pub(super) fn secret(key: u8) -> Secret {
        Secret { key }
    }
}
use private::secret;

macro_rules! tools {
    ($($name:ident: $ty:ty = $default:expr;)*) => {$(
        /// Of a macro.
        #[mcp::tool]
        fn $name(value: $ty, #[arg(default = $default)] other: $ty) -> $ty {
            value + other
        }
    )*};
}

tools! {
    of_macro: u64 = 2;
    of_macro_too: f32 = 0.5;
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!(
        "Calls",
        [
            everything,
            args,
            nothing,
            text,
            fixed,
            rows,
            picture,
            pictures,
            by_hand,
            read_only,
            secret,
            of_macro,
            of_macro_too
        ],
        state = 7_u8
    );
    let client = Client::connect(&server).await?;
    let filter = Filter {
        min: 3,
        words: vec!["a".into()],
    };
    let call = everything::args(
        "London",
        String::from("York"),
        vec![],
        vec!["x".to_owned()],
        "lent",
        9,
        true,
        filter.clone(),
        0.5,
    );
    let value = client.call(call.days(2).unit("C").filter(filter.clone())).await?;
    assert_eq!(
        value,
        json!(["London", "York", 2, [filter], 7, ["x"], "lent", "C", filter, 9, 0.5])
    );
    assert_eq!(
        client
            .call(args::args(1, 2, 3).with(4).tool(5).into_request(None))
            .await?,
        15
    );
    client.call(nothing::args()).await?;
    assert_eq!(client.call(text::args()).await?, "\"quoted\"");
    assert_eq!(client.call(fixed::args()).await?["a"].as_deref(), Some("b"));
    let both: Vec<u8> = client.call(rows::args(false)).await?;
    assert_eq!(both, [1, 2]);
    let failed: Result<Vec<u8>, ClientError> = client.call(rows::args(true)).await;
    assert!(matches!(failed, Err(ClientError::ToolFailed(_))), "{failed:?}");
    assert!(client.call_raw(rows::args(true)).await?.is_error);
    assert_eq!(client.call(picture::args()).await?, Image::png(b"png"));
    assert_eq!(client.call(pictures::args()).await?.len(), 2);
    assert_eq!(client.call(by_hand::args()).await?.text(), "by hand");
    assert_eq!(client.call(secret::args(3)).await?.key, 3);
    assert_eq!(client.call(of_macro::args(1)).await?, 3);
    assert!(client.call(of_macro_too::args(1.0).other(1.0)).await? > 1.5);
    Ok(())
}
