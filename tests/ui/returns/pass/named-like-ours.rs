//! Types of the user's, named as those that are refused.

#![deny(warnings)]

use mcp::Client;

mod search {
    #[mcp::data]
    #[derive(Debug, PartialEq)]
    pub struct Result {
        pub found: u8,
    }
}

#[mcp::data]
#[derive(Debug, PartialEq)]
struct Pin {
    x: u8,
}

#[mcp::data]
struct Sample {
    value: u8,
}

/// A pin on the map.
#[mcp::tool]
fn pin() -> Pin {
    Pin { x: 1 }
}

/// Search.
#[mcp::tool]
fn search_all() -> mcp::Result<search::Result> {
    Ok(search::Result { found: 2 })
}

#[mcp::resolver]
fn samples() -> Vec<Sample> {
    vec![Sample { value: 3 }]
}

/// How many samples.
#[mcp::tool]
async fn count(#[resolve(samples)] samples: &Vec<Sample>) -> u8 {
    samples.iter().map(|sample| sample.value).sum()
}

mod rkyv {
    pub use mcp::Form as Serialize;
}

/// What another crate's derive is written for, too.
#[mcp::data]
#[derive(rkyv::Serialize)]
struct Both {
    value: u8,
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let client = Client::connect(mcp::build!("Maps", [pin, search_all, count])).await?;
    assert_eq!(client.call(pin::args()).await?, Pin { x: 1 });
    assert_eq!(client.call(search_all::args()).await?, search::Result { found: 2 });
    assert_eq!(client.call(count::args()).await?, 3);
    let _ = Both { value: 1 }.value;
    Ok(())
}
