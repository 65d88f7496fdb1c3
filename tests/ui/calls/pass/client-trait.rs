//! A client that is declared as a trait: what it may hold, and names that stand in nobody's way.

#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub)]
#![deny(single_use_lifetimes, unused_qualifications, unused_lifetimes, async_fn_in_trait)]
#![deny(elided_lifetimes_in_paths, trivial_casts, unused_results, let_underscore_drop)]

use mcp::client::Command;
use mcp::types::{CallToolResult, Content};
use mcp::{Client, ClientError, Image, json};
use std::borrow::Cow;
use std::collections::BTreeMap;

#[mcp::data]
#[derive(Clone, Debug, Default, PartialEq)]
struct Filter {
    min: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    word: Option<String>,
}

type Answer<T> = mcp::Result<T>;
type Rows = Result<Vec<u8>, ClientError>;
type Maybe = Option<u8>;

/// A failure of ours.
#[derive(Debug)]
enum Failure {
    Call(String),
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        Failure::Call(error.to_string())
    }
}

/// Every kind of argument, and of result.
#[mcp::client]
trait Everything: Send + Sync {
    /// Arguments.
    #[allow(clippy::too_many_arguments)]
    async fn everything<'a>(
        &self,
        /// The city.
        city: &'a str,
        lent: Cow<'a, str>,
        others: &[String],
        filter: &Filter,
        list: Vec<Filter>,
        unit: Option<&str>,
        maybe: Maybe,
        #[arg(rename = "kind")] r#type: u16,
        #[arg(rename = "unused")] _unused: bool,
        #[arg(flatten)] more: BTreeMap<String, u8>,
        #[cfg(not(unix))] never: Nothing,
        #[cfg(unix)] always: f64,
    ) -> mcp::Result<serde_json::Value>;

    /// Names of ours.
    #[tool(name = "names.of-ours")]
    async fn names(&self, request: u8, ask: u8, method: u8, client: u8, this: u8, target: u8) -> Answer<u8>;

    /// An alias of another kind.
    async fn rows(&self) -> Rows;

    /// A failure of the user's.
    async fn fails(&self) -> Result<(), Failure>;

    /// Content.
    async fn picture(&self) -> Result<Image, ClientError>;

    /// More of it.
    async fn pictures(&self) -> Result<Vec<Content>, ClientError>;

    /// The result as it came.
    async fn by_hand(&self) -> Result<CallToolResult, ClientError>;

    /// Old.
    #[deprecated]
    async fn old(&self) -> Result<String, ClientError>;

    /// Elsewhere.
    #[cfg(not(unix))]
    async fn nowhere(&self, nothing: Nothing) -> Nothing;

    /// A method of the trait's own.
    async fn twice(&self) -> Rows {
        let mut rows = self.rows().await?;
        rows.extend(self.rows().await?);
        Ok(rows)
    }

    /// Another.
    fn label() -> &'static str
    where
        Self: Sized,
    {
        "everything"
    }
}

/// Methods by the names of ours.
#[mcp::client]
pub trait Names {
    /// One.
    #[tool(name = "rows")]
    async fn client(&self) -> Result<Vec<u8>, ClientError>;
    /// Two.
    #[tool(name = "old")]
    async fn new(&self) -> Result<String, ClientError>;
    /// Three.
    #[tool(name = "fails")]
    async fn connect(&self) -> Result<(), ClientError>;
    /// Of the trait's own.
    fn with_options(&self) -> u8 {
        4
    }
}

/// One that implements what others may see.
#[derive(Debug)]
pub struct Other;

impl Names for Other {
    async fn client(&self) -> Result<Vec<u8>, ClientError> {
        Ok(Vec::new())
    }
    async fn new(&self) -> Result<String, ClientError> {
        Ok(String::new())
    }
    async fn connect(&self) -> Result<(), ClientError> {
        Ok(())
    }
}

/// Of another system.
#[mcp::client]
#[cfg(not(unix))]
trait Nowhere {
    async fn nowhere(&self, nothing: Nothing) -> Nothing;
}

/// A word of the language.
#[mcp::client]
#[deprecated]
trait Words {
    #[tool(name = "old")]
    async fn r#match(&self) -> mcp::Result<String>;
}

/// Nobody uses it.
#[mcp::client]
pub(crate) trait Unused {}

/// One that is made by a macro.
macro_rules! clients {
    ($($name:ident: $method:ident($argument:ident: $ty:ty) -> $returned:ty;)*) => {$(
        /// Of a macro.
        #[mcp::client]
        trait $name {
            /// Of a macro.
            #[tool(name = "names.of-ours")]
            async fn $method(
                &self,
                $argument: $ty,
                ask: $ty,
                method: $ty,
                client: $ty,
                this: $ty,
                target: $ty,
            ) -> $returned;
        }
    )*};
}

clients! {
    OfMacro: sum(request: u8) -> Result<u8, ClientError>;
}

mod inside {
    /// Behind a module.
    #[mcp::client]
    pub(super) trait Inside {
        /// Rows.
        async fn rows(&self) -> Result<Vec<super::Count>, mcp::ClientError>;
    }
}
use inside::{Inside as _, InsideClient};

type Count = u8;

#[mcp::tool(name = "everything")]
/// Every kind of argument.
#[allow(clippy::too_many_arguments)]
fn serve_everything(
    city: String,
    lent: String,
    others: Vec<String>,
    filter: Filter,
    list: Vec<Filter>,
    unit: Option<String>,
    maybe: Option<u8>,
    kind: u16,
    #[arg(rename = "unused")] unused: bool,
    a: u8,
    b: u8,
    always: f64,
) -> serde_json::Value {
    json!([
        city, lent, others, filter, list, unit, maybe, kind, unused, a, b, always
    ])
}

#[mcp::tool(name = "names.of-ours")]
/// Their sum.
fn serve_names(request: u8, ask: u8, method: u8, client: u8, this: u8, target: u8) -> u8 {
    request + ask + method + client + this + target
}

#[mcp::tool(name = "rows")]
/// Rows.
fn serve_rows() -> Vec<u8> {
    vec![1, 2]
}

#[mcp::tool(name = "fails")]
/// Fails.
fn serve_fails() -> mcp::Result<()> {
    Err("No.".into())
}

#[mcp::tool(name = "picture")]
/// A picture.
fn serve_picture() -> Image {
    Image::png(b"png")
}

#[mcp::tool(name = "pictures")]
/// Pictures.
fn serve_pictures() -> Vec<Content> {
    vec![Content::text("a"), Content::text("b")]
}

#[mcp::tool(name = "by_hand")]
/// By hand.
fn serve_by_hand() -> CallToolResult {
    CallToolResult::from_text("by hand")
}

#[mcp::tool(name = "old")]
/// Old.
fn serve_old() -> String {
    "old".to_owned()
}

/// Written for any of them.
async fn count(of: &impl Everything) -> usize {
    of.twice().await.map_or(0, |rows| rows.len())
}

fn sendable<F: Future + Send>(future: F) -> F {
    future
}

async fn generic<E: Everything>(of: E) -> Rows {
    sendable(of.rows()).await
}

/// One for tests.
#[derive(Debug)]
struct Fake;

impl Everything for Fake {
    async fn everything<'a>(
        &self,
        city: &'a str,
        _: Cow<'a, str>,
        _: &[String],
        _: &Filter,
        _: Vec<Filter>,
        _: Option<&str>,
        _: Maybe,
        _: u16,
        _: bool,
        _: BTreeMap<String, u8>,
        _: f64,
    ) -> mcp::Result<serde_json::Value> {
        Ok(city.into())
    }
    async fn names(&self, request: u8, _: u8, _: u8, _: u8, _: u8, _: u8) -> Answer<u8> {
        Ok(request)
    }
    async fn rows(&self) -> Rows {
        Ok(vec![7])
    }
    async fn fails(&self) -> Result<(), Failure> {
        Ok(())
    }
    async fn picture(&self) -> Result<Image, ClientError> {
        Ok(Image::png(b"fake"))
    }
    async fn pictures(&self) -> Result<Vec<Content>, ClientError> {
        Ok(Vec::new())
    }
    async fn by_hand(&self) -> Result<CallToolResult, ClientError> {
        Ok(CallToolResult::default())
    }
    async fn old(&self) -> Result<String, ClientError> {
        Ok(String::new())
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    // The module of this name is there, too.
    drop(Command::new("nothing"));
    let server = mcp::build!(
        "Calls",
        [
            serve_everything,
            serve_names,
            serve_rows,
            serve_fails,
            serve_picture,
            serve_pictures,
            serve_by_hand,
            serve_old
        ]
    );
    let client = EverythingClient::connect(&server).await.map_err(|error| {
        println!("{error}");
        error
    });
    // Of what is flattened the names are not known, and the tool requires two of them.
    let client = client?;
    let filter = Filter::default();
    let more = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
    let value = client
        .everything(
            "London",
            "lent".into(),
            &["x".to_owned()],
            &filter,
            vec![filter.clone()],
            Some("C"),
            None,
            9,
            true,
            more,
            0.5,
        )
        .await?;
    let expected = json!(["London", "lent", ["x"], filter, [filter], "C", null, 9, true, 1, 2, 0.5]);
    assert_eq!(value, expected);
    assert_eq!(client.names(1, 2, 3, 4, 5, 6).await?, 21);
    assert_eq!(client.rows().await?, [1, 2]);
    let Err(Failure::Call(text)) = client.fails().await else {
        unreachable!()
    };
    assert_eq!(text, "Error executing tool fails: No.");
    assert_eq!(client.picture().await?, Image::png(b"png"));
    assert_eq!(client.pictures().await?.len(), 2);
    assert_eq!(client.by_hand().await?.text(), "by hand");
    assert_eq!(sendable(client.twice()).await?, [1, 2, 1, 2]);
    assert_eq!(EverythingClient::label(), "everything");
    assert_eq!(count(&client).await + count(&Fake).await, 6);
    assert_eq!(sendable(generic(Fake)).await?, [7]);
    assert_eq!(generic(client.clone()).await?, [1, 2]);

    let names = NamesClient::new(client.client().clone()).await?;
    assert_eq!(names.client().await?, [1, 2]);
    assert_eq!(names.new().await?, "old");
    assert!(names.connect().await.is_err());
    assert_eq!(names.with_options(), 4);
    assert_eq!(Other.new().await?, "");
    let inner: &Client = names.as_ref();
    #[allow(deprecated)]
    let words = WordsClient::new(inner.clone()).await?;
    #[allow(deprecated)]
    let old = words.r#match().await?;
    assert_eq!(old, "old");
    assert_eq!(OfMacroClient::new(inner.clone()).await?.sum(1, 1, 1, 1, 1, 1).await?, 6);
    assert_eq!(InsideClient::new(inner.clone()).await?.rows().await?, [1, 2]);
    Ok(())
}
