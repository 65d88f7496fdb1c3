//! x
use mcp::{Context, State};

/// Today's forecast for one city.
///
/// Second paragraph.
#[mcp::tool]
async fn forecast(
    /// The city, by its English name.
    city: String,
    /// Days ahead.
    #[arg(default = 1, range = 1..=14)]
    days: u8,
) -> mcp::Result<String> {
    if city == "Atlantis" {
        return Err(format!("No forecast for '{city}'.").into());
    }
    Ok(format!("{city}: {days}"))
}

#[mcp::data]
struct Filter {
    tag: String,
    most: Option<u32>,
}

/// Search.
#[mcp::tool(read_only, timeout = "30s")]
async fn search(query: &str, #[arg(flatten)] filter: Filter, ctx: &Context, State(db): State<Vec<u8>>) -> Vec<String> {
    ctx.progress(1.0, None, None);
    vec![query.to_owned(), filter.tag, format!("{:?}", filter.most), db.len().to_string()]
}

/// The full report for one city.
#[mcp::resource("weather://{city}")]
async fn report(city: String) -> mcp::Result<String> {
    Ok(city)
}

/// Plan
#[mcp::prompt]
fn plan(#[arg(complete = cities)] city: String, #[arg(default = 3)] days: u8) -> String {
    format!("{city} {days}")
}

fn cities(value: &str) -> Vec<String> {
    vec![format!("{value}!")]
}

struct W;
#[mcp::server(name = "W")]
impl W {
    /// f
    #[tool]
    async fn f(&self, a: i64, b: i64) -> i64 {
        a + b
    }
    /// g
    #[tool]
    fn g(&self) -> String {
        "g".into()
    }
    /// r
    #[resource("a://b")]
    fn r(&self) -> &'static str {
        "x"
    }
    #[prompt]
    fn p(&self, a: Option<u8>) -> String {
        format!("{a:?}")
    }
    #[completion(prompt = p, argument = a)]
    async fn c(&self, value: &str) -> Vec<String> {
        vec![value.into()]
    }
}

#[mcp::server(name = "m")]
mod weather {
    /// x
    #[tool]
    pub fn x() -> u8 {
        1
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!("Weather", [forecast, search, report, plan], state = vec![1u8]);
    let server = server.mount("w", mcp::IntoServer::into_server(W)).mount("m", weather::server());
    mcp::serve(server).await
}
