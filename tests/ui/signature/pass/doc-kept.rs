//! Doc comments reach the model to the letter: paragraphs, indented code, what stands between them and the function.

#![deny(warnings)]

use serde_json::json;

#[path = "../../ask.rs"]
mod ask;

/// Today's forecast   for one city.
///
/// A second paragraph, with `code`, "quotes" and a \ backslash:
///
///     indented(code)
///
/// - a list
///   that goes on
#[allow(clippy::needless_pass_by_value)]
#[mcp::tool]
/// And a line below the attribute.
fn forecast(
    /// The city,
    /// by its English name.
    #[allow(unused_variables)]
    city: String,
) -> String {
    "Rain.".into()
}

/**
 A block comment.

     indented(code)

 The end.
*/
#[mcp::tool]
fn block() {}

#[doc = "From an attribute."]
#[doc = concat!("Put ", "together.")]
#[mcp::tool]
fn attribute() {}

/// The comment is for people.
#[mcp::tool(description = "The option is for the model.")]
fn option() {}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Docs", [forecast, block, attribute, option]);
    let [list] = ask::ask(server, &[("tools/list", json!({}))])
        .await?
        .try_into()
        .expect("as many");
    let description = |name: &str| {
        ask::tool(&list, name)["description"]
            .as_str()
            .expect("a description")
            .to_owned()
    };
    assert_eq!(
        description("forecast"),
        "Today's forecast   for one city.\n\nA second paragraph, with `code`, \"quotes\" and a \\ backslash:\n\n    \
         indented(code)\n\n- a list\n  that goes on\nAnd a line below the attribute."
    );
    let city = &ask::tool(&list, "forecast")["inputSchema"]["properties"]["city"];
    assert_eq!(city["description"], "The city,\nby its English name.");
    assert_eq!(
        description("block"),
        "A block comment.\n\n    indented(code)\n\nThe end."
    );
    assert_eq!(description("attribute"), "From an attribute.\nPut together.");
    assert_eq!(description("option"), "The option is for the model.");
    Ok(())
}
