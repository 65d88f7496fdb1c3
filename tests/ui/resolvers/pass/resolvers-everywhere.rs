//! In functions and blocks, in a module, borrowed and by value, of data and of what the server gives.

#![deny(warnings, missing_docs, clippy::pedantic)]

use mcp::{Context, Elicit, Elicited, IntoServer, State};

struct Db(u8);

struct Stock {
    left: u8,
}

#[derive(mcp::Form)]
struct Answer {
    sure: bool,
}

/// The stock.
#[mcp::resolver]
async fn stock(title: &str, State(db): State<Db>, ctx: &Context) -> mcp::Result<Stock> {
    let _ = (title, ctx.request_id());
    std::future::ready(()).await;
    Ok(Stock { left: db.0 })
}

#[mcp::resolver]
fn ask(r#type: Option<u8>, #[resolve(stock)] stock: &Stock) -> Elicit<Answer> {
    if stock.left > r#type.unwrap_or(3) { Elicit::known(Answer { sure: true }) } else { Elicit::ask("Sure?") }
}

/// Order.
#[mcp::tool]
async fn order(title: String, r#type: Option<u8>, #[resolve(ask)] mut answer: Answer, #[resolve(stock)] stock: &Stock) -> String {
    answer.sure &= stock.left > 0;
    format!("{title} {:?} {}", r#type, answer.sure)
}

/// A page.
#[mcp::resource("book://{title}")]
fn page(title: String, #[resolve(stock)] Stock { left }: &Stock) -> String {
    format!("{title} {left}")
}

struct Shop<D> {
    db: D,
}

#[mcp::server(name = "Shop", state = Db(1))]
impl<D: Clone + Into<u64> + Send + Sync + 'static> Shop<D> {
    #[resolver]
    fn number(&self) -> D {
        self.db.clone()
    }

    #[resolver(carry)]
    async fn twice(&self, #[resolve(Self::number)] number: &D) -> u64 {
        std::future::ready(()).await;
        number.clone().into() * 2
    }

    #[resolver]
    fn sure(#[resolve(Self::twice)] twice: u64) -> Result<Elicit<Answer>, mcp::Error> {
        Ok(Elicit::ask(format!("{twice}?")))
    }

    /// Take.
    #[tool]
    fn take(&self, title: String, #[resolve(Self::sure)] sure: Elicited<Answer>, #[resolve(stock)] stock: &Stock) -> String {
        format!("{title} {} {}", sure.accepted().is_some_and(|answer| answer.sure), stock.left)
    }
}

fn main() {
    mcp::build!("Books", [order, page], state = Db(4)).check().unwrap();
    Shop { db: 3_u32 }.into_server().check().unwrap();
}
