//! What is measured, by whichever instrument: each case does some calls of one kind, from bytes to bytes.

pub mod floor;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use mcp::client::ClientError;
use mcp::types::{CallToolResult, ElicitParams};
use mcp::{Client, Context, InputRequired, Server, UriTemplate, UriValue, json};
use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task;
use tokio::runtime::Runtime;
use tower_service::Service as _;

/// Add two integers.
#[mcp::tool]
fn add(a: i64, b: i64) -> i64 {
    a.wrapping_add(b)
}

/// Return the text unchanged.
#[mcp::tool(output = none)]
fn echo(text: String) -> String {
    text
}

/// Who is calling.
#[mcp::resolver]
fn caller() -> String {
    "Ada".to_owned()
}

/// Greet whoever is calling.
#[mcp::tool]
fn greet(#[resolve(caller)] caller: &str) -> String {
    format!("Hello, {caller}!")
}

/// Ask how many come.
#[mcp::tool]
fn ask(date: String) -> Result<String, mcp::Unfinished> {
    let form = json!({ "type": "object", "properties": { "guests": { "type": "integer" } } });
    let form = form.as_object().cloned().unwrap_or_default();
    let question = ElicitParams::form("How many?", form);
    Err(InputRequired::new().ask("guests", question).state(date).into())
}

/// Report progress, three times.
#[mcp::tool]
fn reports(ctx: &Context) -> &'static str {
    for step in 1..4 {
        ctx.progress(f64::from(step), Some(3.0), None);
    }
    "Done."
}

/// A row of a table.
#[mcp::data]
#[derive(Debug)]
struct Row {
    name: String,
    count: u32,
}

/// Some rows.
#[mcp::tool]
fn rows() -> Vec<Row> {
    let row = |count| Row {
        name: format!("row {count}"),
        count,
    };
    (0..10).map(row).collect()
}

/// The server that all is asked of, with so many more tools than it needs.
///
/// # Errors
/// It cannot be built.
pub fn server(tools: usize) -> mcp::Result<Server> {
    let server = mcp::build!("bench", [add, echo, greet, ask, reports, rows]);
    for n in 0..tools {
        let schema = json!({
            "type": "object",
            "properties": { "query": { "type": "string", "description": "What to look for" }, "limit": { "type": "integer" } },
            "required": ["query"],
        });
        let nothing = |_: mcp::types::JsonObject, _: Context| async { Ok("") };
        let tool = mcp::Tool::new(format!("dummy_{n:04}"), schema, nothing);
        server.add_tool(tool.description("Looks up records in the catalogue and returns a short summary."))?;
    }
    Ok(server)
}

/// What one case does, and how often it does it in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it is called.
    pub name: &'static str,
    /// How many calls a run has.
    pub calls: usize,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Lines { tools: usize, tool: &'static str },
    Lists { tools: usize },
    Posts { tool: &'static str },
    PostedLists,
    Uris,
    Results,
}

const fn lines(name: &'static str, calls: usize, tools: usize, tool: &'static str) -> Case {
    Case {
        name,
        calls,
        kind: Kind::Lines { tools, tool },
    }
}

const fn case(name: &'static str, calls: usize, kind: Kind) -> Case {
    Case { name, calls, kind }
}

/// All cases.
pub const CASES: [Case; 13] = [
    lines("stdio_call", 100, 0, "add"),
    lines("stdio_call_of_1000", 100, 1000, "add"),
    lines("echo_64_kib", 10, 0, "echo"),
    lines("resolve", 100, 0, "greet"),
    lines("seal", 20, 0, "ask"),
    lines("structured", 50, 0, "rows"),
    case("stdio_list_of_52", 20, Kind::Lists { tools: 46 }),
    case("stdio_list_of_1000", 5, Kind::Lists { tools: 994 }),
    case("http_call", 50, Kind::Posts { tool: "add" }),
    case("http_events", 20, Kind::Posts { tool: "reports" }),
    case("http_list_of_52", 20, Kind::PostedLists),
    case("uri_match", 100, Kind::Uris),
    case("validate_result", 50, Kind::Results),
];

/// A case that is ready to run.
pub struct Prepared {
    runtime: Runtime,
    calls: usize,
    work: Work,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("calls", &self.calls)
            .finish_non_exhaustive()
    }
}

enum Work {
    Stream {
        server: Server,
        input: Vec<u8>,
    },
    Posts {
        service: mcp::HttpService,
        body: Bytes,
        headers: [(&'static str, &'static str); 2],
    },
    Uris {
        template: UriTemplate,
        uri: &'static str,
    },
    Results {
        client: Client,
        result: CallToolResult,
    },
}

const META: &str = r#"{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{"elicitation":{"form":{}}},"progressToken":1}"#;

fn message(id: usize, method: &str, params: &str) -> String {
    let comma = if params.is_empty() { "" } else { "," };
    format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{{{params}{comma}"_meta":{META}}}}}"#)
}

fn call(id: usize, tool: &str) -> String {
    let arguments = match tool {
        "add" => format!(r#"{{"a":{id},"b":2}}"#),
        "echo" => json!({ "text": "A line of \"text\" as it is.\n".repeat(2400) }).to_string(),
        "ask" => r#"{"date":"Friday"}"#.to_owned(),
        _ => "{}".to_owned(),
    };
    message(id, "tools/call", &format!(r#""name":"{tool}","arguments":{arguments}"#))
}

/// A body that is all there.
struct Whole(Option<Bytes>);

impl Body for Whole {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut task::Context<'_>,
    ) -> task::Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        task::Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

impl Case {
    /// Makes ready, and runs once, so that what is made once is made.
    ///
    /// # Errors
    /// A server or client cannot be made, or the answer is not what it should be.
    pub fn prepare(self) -> mcp::Result<Prepared> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let joined = |line: &dyn Fn(usize) -> String| {
            let lines: Vec<String> = (0..self.calls).map(|id| line(id) + "\n").collect();
            lines.concat().into_bytes()
        };
        let posts = |tools, body: String, headers| {
            Ok::<_, mcp::Error>(Work::Posts {
                service: server(tools)?.into_service()?,
                body: body.into(),
                headers,
            })
        };
        let work = match self.kind {
            Kind::Lines { tools, tool } => Work::Stream {
                server: server(tools)?,
                input: joined(&|id| call(id, tool)),
            },
            Kind::Lists { tools } => Work::Stream {
                server: server(tools)?,
                input: joined(&|id| message(id, "tools/list", "")),
            },
            Kind::Posts { tool } => posts(0, call(7, tool), [("mcp-method", "tools/call"), ("mcp-name", tool)])?,
            Kind::PostedLists => posts(
                46,
                message(7, "tools/list", ""),
                [("mcp-method", "tools/list"), ("x-none", "")],
            )?,
            Kind::Uris => Work::Uris {
                template: "repo://{owner}/{name}/blob/{+path}{?ref}".parse()?,
                uri: "repo://rust-lang/rust/blob/library/core/src/lib.rs?ref=main",
            },
            Kind::Results => {
                let made: Result<_, ClientError> = runtime.block_on(async {
                    let client =
                        Client::connect(server(0).map_err(|error| ClientError::Invalid(error.to_string()))?).await?;
                    client.all_tools().await?;
                    let result = client.call_tool("rows", ()).await?;
                    Ok((client, result))
                });
                let (client, result) = made?;
                Work::Results { client, result }
            }
        };
        let prepared = Prepared {
            runtime,
            calls: self.calls,
            work,
        };
        prepared.check(self.name)?;
        Ok(prepared)
    }
}

impl Prepared {
    /// Does it once; the bytes that came of it.
    ///
    /// # Panics
    /// What was checked when it was prepared does not hold any more.
    #[must_use]
    pub fn run(&self) -> usize {
        self.runtime
            .block_on(self.work.run(self.calls))
            .expect("what it did before")
            .len()
    }

    fn check(&self, name: &str) -> mcp::Result<()> {
        let out = self.runtime.block_on(self.work.run(self.calls))?;
        let text = String::from_utf8_lossy(&out);
        let bad = text.contains("isError\":true") || text.contains("\"error\":{") || text.is_empty();
        let answers = text.matches("\"jsonrpc\":\"2.0\",\"id\":").count();
        let expected = match self.work {
            Work::Stream { .. } | Work::Posts { .. } => self.calls,
            Work::Uris { .. } | Work::Results { .. } => 0,
        };
        if bad || answers != expected {
            let start: String = text.chars().take(300).collect();
            return Err(format!("{name}: {answers} answers of {expected}: {start}").into());
        }
        Ok(())
    }
}

impl Work {
    async fn run(&self, calls: usize) -> mcp::Result<Vec<u8>> {
        let mut out = Vec::with_capacity(64 * 1024);
        match self {
            Work::Stream { server, input } => {
                server
                    .serve_stream(&input[..], &mut out, mcp::StreamLimits::default())
                    .await?;
            }
            Work::Posts { service, body, headers } => {
                for _ in 0..calls {
                    let mut request = http::Request::post("/mcp")
                        .header("host", "localhost")
                        .header("content-type", "application/json")
                        .header("accept", "application/json, text/event-stream")
                        .header("mcp-protocol-version", "2026-07-28");
                    for (name, value) in headers {
                        request = request.header(*name, *value);
                    }
                    let request = request.body(Whole(Some(body.clone())))?;
                    let response = service.clone().call(request).await?;
                    let mut body = response.into_body();
                    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
                        if let Ok(bytes) = frame?.into_data() {
                            out.extend_from_slice(&bytes);
                        }
                    }
                }
            }
            Work::Uris { template, uri } => {
                for _ in 0..calls {
                    let found = template.matches(uri).ok_or("no match")?;
                    out.extend_from_slice(
                        found
                            .get("owner")
                            .and_then(UriValue::as_str)
                            .unwrap_or_default()
                            .as_bytes(),
                    );
                }
            }
            Work::Results { client, result } => {
                for _ in 0..calls {
                    client.session().validate_tool_result("rows", result).await?;
                    out.push(b'.');
                }
            }
        }
        Ok(out)
    }
}
