//! `Self` in the types of resolvers, and methods of one name under conditions of which one holds.

#![deny(warnings)]

use mcp::{IntoServer, json};

#[path = "../../ask.rs"]
mod ask;

#[derive(Clone)]
struct Shop {
    left: u8,
}

#[mcp::resolver]
fn rate() -> u8 {
    2
}

#[mcp::server(name = "Shop")]
impl Shop {
    #[resolver]
    fn copy(&self) -> mcp::Result<Self> {
        Ok(self.clone())
    }

    #[resolver]
    fn copies(&self) -> Vec<Self> {
        vec![self.clone()]
    }

    /// Book.
    #[cfg(all())]
    #[tool]
    fn book(&self, #[resolve(Self::copy)] copy: &Self, #[resolve(Self::copies)] copies: Vec<Self>, #[resolve(rate)] rate: u8) -> u8 {
        (copy.left + copies[0].left) * rate
    }

    /// Book.
    #[cfg(any())]
    #[tool]
    fn book(&self, #[resolve(rate)] rate: u8) -> u8 {
        rate
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let calls = [("tools/call", json!({ "name": "book", "arguments": {} }))];
    let [booked] = ask::ask(Shop { left: 2 }.into_server(), &calls).await?.try_into().expect("as many");
    assert_eq!(booked["content"][0]["text"], "8");
    Ok(())
}
