//! The same of the tools of impl blocks and modules: of generic types, of parts, of types with names in the way.

#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub)]
#![deny(single_use_lifetimes, unused_lifetimes)]

use mcp::__private::schemars::JsonSchema;
use mcp::__private::serde::{Serialize, de::DeserializeOwned};
use mcp::{Client, State};
use std::fmt::Debug;
use std::marker::PhantomData;

/// Where rows come from.
pub trait Db: Send + Sync + 'static {
    /// One of them.
    type Row: Serialize + DeserializeOwned + JsonSchema + Clone + Send + Sync;
}

#[derive(Debug)]
struct Pg;

impl Db for Pg {
    type Row = u8;
}

/// Rows.
#[derive(Debug)]
struct Rows<D, const N: usize>(PhantomData<fn() -> D>);

#[mcp::server(name = "Rows", parts(admin))]
impl<D: Db, const N: usize> Rows<D, N> {
    /// As many as there are.
    #[tool]
    fn rows(&self, row: D::Row) -> Result<Vec<D::Row>, String> {
        Ok(vec![row; N])
    }

    /// Named.
    #[tool(name = "named.otherwise")]
    async fn named(&self, name: &str, #[arg(default = 1)] times: usize, more: Option<D::Row>) -> String {
        name.repeat(times + usize::from(more.is_some()))
    }

    /// Without a receiver.
    #[tool]
    fn r#type(r#fn: u8) -> u8 {
        r#fn
    }

    /// One or the other.
    #[cfg(unix)]
    #[tool]
    fn either(&self, #[arg(default = 2)] a: u8) -> u8 {
        a
    }

    /// One or the other.
    #[cfg(not(unix))]
    #[tool]
    fn either(&self, #[arg(default = 2)] b: u8) -> u8 {
        b
    }
}

#[mcp::server(part = admin)]
impl<D: Db, const N: usize> Rows<D, N> {
    /// How many.
    #[tool]
    fn count(&self) -> usize {
        N
    }
}

/// A server that is data, too.
#[mcp::data]
#[derive(Debug, Clone, PartialEq)]
struct Node {
    next: Option<Box<Node>>,
}

#[mcp::server(name = "Node", state = 3_u8)]
impl Node {
    const NAME: &'static str = "its-constant";

    /// Itself.
    #[tool(name = Self::NAME)]
    fn wrap(&self, State(times): State<u8>, node: Self, #[arg(default = None)] other: Option<Self>) -> Vec<Self> {
        [vec![node; usize::from(*times)], other.into_iter().collect()].concat()
    }
}

/// One that has the name already.
#[derive(Debug)]
struct Phone;

#[mcp::server(name = "Phone")]
impl Phone {
    /// How often it rang.
    #[tool]
    fn calls() -> u8 {
        2
    }
}

/// One that has it elsewhere.
#[derive(Debug)]
struct Desk;

impl Desk {
    fn calls(&self) -> u8 {
        3
    }
}

#[mcp::server(name = "Desk", calls = none)]
impl Desk {
    /// How often it rang.
    #[tool]
    fn rang(&self) -> u8 {
        self.calls()
    }
}

#[mcp::server(name = "Module")]
mod module {
    /// One.
    #[tool]
    pub(super) fn one(#[arg(default = 1)] one: u8) -> u8 {
        one
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    type Two = Rows<Pg, 2>;
    let client = Client::connect(Rows::<Pg, 2>(PhantomData)).await?;
    assert_eq!(client.call(Two::calls().rows(7)).await?, [7, 7]);
    let calls = Rows::<Pg, 2>::calls();
    assert_eq!(client.call(calls.named("a").times(2).more(1)).await?, "aaa");
    assert_eq!(client.call(calls.r#type(4)).await?, 4);
    assert_eq!(client.call(calls.either().a(5)).await?, 5);
    assert_eq!(client.call(Two::admin_calls().count()).await?, 2);

    let node = Node { next: None };
    let client = Client::connect(node.clone()).await?;
    let call = Node::calls().wrap(node.clone()).other(node);
    assert_eq!(client.call(call).await?.len(), 4);
    assert_eq!(Phone::calls(), 2);
    let client = Client::connect(Desk).await?;
    assert_eq!(client.call_tool("rang", ()).await?.text(), "3");
    let client = Client::connect(&module::server()).await?;
    assert_eq!(client.call(module::one::args().one(9)).await?, 9);
    let _ = mcp::IntoServer::into_server(Phone);
    Ok(())
}
