//! `#[mcp::data]` on generic types, enums, and beside other derives and serde's own attributes.

#![deny(warnings)]

use serde_json::json;
use std::collections::BTreeMap;
use std::marker::PhantomData;

#[path = "../../ask.rs"]
mod ask;

#[mcp::data]
#[derive(Clone, Debug, Default, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Page<T> {
    /// What is on it.
    page_items: Vec<T>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_page: Option<u32>,
}

/// What to do.
#[derive(Debug, Clone, Copy)]
#[mcp::data]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Order {
    Up { by: u8 },
    Down,
}

#[mcp::data]
struct Pair<A, B>(A, B);

#[mcp::data]
struct Unit;

#[mcp::data]
struct Bounded<T: Clone, U, const N: usize>
where
    T: PartialEq,
{
    items: Vec<T>,
    #[serde(skip)]
    skipped: PhantomData<[U; N]>,
    map: BTreeMap<String, Box<T>>,
}

/// Turn pages.
#[mcp::tool]
fn turn(page: Page<String>, order: Order, #[arg(flatten)] more: Page<u8>) -> Page<Pair<String, u8>> {
    let _ = (order, more);
    Page {
        page_items: page.page_items.into_iter().map(|item| Pair(item, 1)).collect(),
        next_page: Some(1),
    }
}

/// Bounded.
#[mcp::tool]
fn bounded(it: Bounded<u8, String, 3>) -> usize {
    let Bounded {
        items,
        skipped: PhantomData,
        map,
    } = it;
    let _ = Unit;
    items.len() + map.len()
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Pages", [turn, bounded]);
    let arguments = json!({ "page": { "pageItems": ["a"] }, "order": { "kind": "up", "by": 1 }, "pageItems": [1] });
    let calls = [("tools/call", json!({ "name": "turn", "arguments": arguments }))];
    let [turned] = ask::ask(server, &calls).await?.try_into().expect("as many");
    assert_eq!(
        turned["structuredContent"],
        json!({ "pageItems": [["a", 1]], "nextPage": 1 })
    );
    Ok(())
}
