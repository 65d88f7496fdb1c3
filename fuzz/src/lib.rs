//! The bodies of the fuzz targets. Each takes bytes from anywhere, and fails by a panic.

use bytes::Bytes;
use http_body::{Body, Frame};
use mcp::{
    Elicit, EventStore, HttpOptions, HttpService, Operator, PathSafety, Replay, RequestStateKeys, RequestStateSecurity,
    Server, StateCodec, StoreFuture, StreamLimits, UriTemplate,
};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Mutex, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower_service::Service;

/// Add two numbers.
#[mcp::tool]
fn add(#[arg(range = -9..=9)] a: i64, #[arg(header = "B", default = 1)] b: i64) -> i64 {
    a.wrapping_add(b)
}

/// Take anything.
#[mcp::tool]
fn anything(value: Value, words: Option<Vec<String>>) -> String {
    format!("{value}{words:?}")
}

/// Wait for ever.
#[mcp::tool]
async fn wait() -> String {
    std::future::pending().await
}

#[mcp::resource("files://{+path}{?lang}")]
fn file(path: String, lang: Option<String>) -> String {
    assert!(!PathSafety::contains_path_traversal(&path), "the guard let it pass");
    format!("{path}{lang:?}")
}

#[mcp::prompt]
fn greet(name: String) -> String {
    name
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| mcp::build!("fuzzed", [add, anything, wait, file, greet]))
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime").block_on(future)
}

/// Nothing in the library or in the handlers above panics, however it is called.
fn no_panic() {
    assert_eq!(mcp::panic_count(), 0, "a handler panicked");
}

/// The bytes as lines of a client, after the handshake if they begin with `+`; then one more line, which is answered.
pub fn json_rpc_line(data: &[u8]) {
    let mut input = Vec::new();
    let data = match data.strip_prefix(b"+") {
        Some(data) => {
            input.extend_from_slice(br#"{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"f","version":"1"}}}"#);
            input.push(b'\n');
            data
        }
        None => data,
    };
    input.extend_from_slice(data);
    input.extend_from_slice(b"\n{\"jsonrpc\":\"2.0\",\"id\":\"the last line\",\"method\":\"tools/list\"}");
    let mut limits = StreamLimits::default();
    limits.line = 64 * 1024;
    limits.grace = Duration::from_millis(1);
    let mut out = Vec::new();
    run(server().serve_stream(input.as_slice(), &mut out, limits)).expect("bytes do not fail");
    let mut last = 0;
    for line in out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let message: Value = serde_json::from_slice(line).expect("JSON");
        let parts: &[Value] = match &message {
            // A batch is answered by one.
            Value::Array(parts) => parts,
            one => std::slice::from_ref(one),
        };
        for part in parts {
            assert_eq!(part["jsonrpc"], "2.0", "{part}");
            let is_answer = part.get("result").is_some() != part.get("error").is_some();
            assert!(is_answer != part.get("method").is_some(), "{part}");
            last += usize::from(part["id"] == "the last line");
        }
    }
    assert!(
        last >= 1,
        "the last line was not answered: {}",
        String::from_utf8_lossy(&out)
    );
    no_panic();
}

/// A body of one piece.
struct Whole(Option<Bytes>);

impl Body for Whole {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// A request from its text: `METHOD URI`, header lines, an empty line, the body. `None` where the types of `http` do
/// not take it, which is then no matter of ours.
fn request(data: &[u8]) -> Option<http::Request<Whole>> {
    let (mut lines, mut rest) = (Vec::new(), data);
    loop {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let (line, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let first = std::str::from_utf8(lines.first()?).ok()?;
    let (method, uri) = first.split_once(' ')?;
    let mut request = http::Request::builder().method(method).uri(uri);
    for line in &lines[1..] {
        let colon = line.iter().position(|byte| *byte == b':')?;
        request = request.header(&line[..colon], line[colon + 1..].trim_ascii());
    }
    request.body(Whole(Some(Bytes::copy_from_slice(rest)))).ok()
}

/// The bytes as a request to the service: what is served is what every check lets pass.
pub fn http_request(data: &[u8]) {
    static SERVICE: OnceLock<HttpService> = OnceLock::new();
    let Some(request) = request(data) else {
        return;
    };
    let service = SERVICE.get_or_init(|| server().clone().into_service().expect("a service"));
    let header = |name: &str| request.headers().get(name).map(|value| value.as_bytes().to_vec());
    let (method, host, origin) = (request.method().clone(), header("host"), header("origin"));
    let (kind, named) = (header("content-type"), header("mcp-method"));
    let sent: Option<Value> = request
        .body()
        .0
        .as_deref()
        .and_then(|body| serde_json::from_slice(body).ok());
    // A call that waits for ever is answered never, or by a stream without end.
    let limit = Duration::from_millis(1);
    let answer = run(async {
        let mut service = service.clone();
        let mut response = match tokio::time::timeout(limit, service.call(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(_) => return None,
        };
        let status = response.status().as_u16();
        let answered = response.headers().get("content-type").cloned();
        let mut body = Vec::new();
        let all = async {
            while let Some(Ok(frame)) = poll_fn(|context| Pin::new(response.body_mut()).poll_frame(context)).await {
                body.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data));
            }
        };
        let _ = tokio::time::timeout(limit, pin!(all)).await;
        Some((status, answered, body))
    });
    no_panic();
    let Some((status, answered, body)) = answer else {
        return;
    };
    assert!(
        matches!(status, 200 | 202 | 400 | 403 | 404 | 405 | 406 | 408 | 413 | 415 | 421),
        "{status}"
    );
    // A handshake opens a session; everything else that is served here stands alone.
    let handshake = sent.as_ref().is_some_and(|sent| sent["method"] == "initialize") && named.is_none();
    if answered.is_some_and(|kind| kind == "application/json") {
        let answer: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(answer["jsonrpc"], "2.0", "{answer}");
        assert_eq!(answer.get("error").is_some(), status != 200, "{status} {answer}");
    }
    if status == 200 {
        let sent = sent.expect("the body was JSON");
        assert_eq!(method, http::Method::POST);
        assert!(
            handshake || named.as_deref().and_then(|name| std::str::from_utf8(name).ok()) == sent["method"].as_str(),
            "{sent}"
        );
        let kind = kind.expect("a type").to_ascii_lowercase();
        assert!(kind.starts_with(b"application/json"));
        let host = host.expect("a host").to_ascii_lowercase();
        let local: [&[u8]; 3] = [b"localhost", b"127.0.0.1", b"[::1]"];
        assert!(local.iter().any(|name| host.starts_with(name)), "{host:?}");
        assert!(origin.is_none_or(|origin| origin.starts_with(b"http")));
    }
}

/// Say each of these, then answer with all of them.
#[mcp::tool(output = none)]
async fn say(texts: Vec<String>, ctx: &mcp::Context) -> String {
    for (number, text) in (1_u32..).zip(&texts) {
        ctx.progress(f64::from(number), None, Some(text));
    }
    tokio::task::yield_now().await;
    texts.concat()
}

/// Gives events the ids that a fuzzer thought of.
#[derive(Debug)]
struct Ids(Mutex<Vec<String>>);

static IDS: Ids = Ids(Mutex::new(Vec::new()));

impl EventStore for &'static Ids {
    fn append<'a>(&'a self, _: &'a str, _: &'a [u8]) -> StoreFuture<'a, String> {
        let next = self.0.lock().expect("no panic").pop();
        Box::pin(std::future::ready(Ok(next.unwrap_or_default())))
    }

    fn replay_after<'a>(&'a self, _: &'a str) -> StoreFuture<'a, Option<Replay>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    fn forget(&self, _: &str) {}
}

/// A stream of events as a browser reads it (HTML, "Interpreting an event stream"): ids and data.
fn parse_events(text: &str) -> Vec<(String, String)> {
    let (mut events, mut data, mut id) = (Vec::new(), None::<String>, String::new());
    for line in text.replace("\r\n", "\n").split(['\n', '\r']) {
        if line.is_empty() {
            if let Some(data) = data.take() {
                events.push((id.clone(), data));
            }
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                let data = data.get_or_insert_default();
                if !data.is_empty() {
                    data.push('\n');
                }
                data.push_str(value);
            }
            "id" => id = value.to_owned(),
            "" | "event" | "retry" => {}
            other => panic!("no field of ours: {other:?}"),
        }
    }
    events
}

async fn post(service: &HttpService, session: Option<&str>, body: String) -> http::Response<mcp::HttpBody> {
    let mut request = http::Request::post("/mcp")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    if let Some(session) = session {
        request = request.header("mcp-session-id", session);
    }
    let Ok(response) = service
        .clone()
        .call(request.body(Whole(Some(body.into()))).expect("a request"))
        .await;
    response
}

/// Texts, a line end between: what a handler says and answers comes out of the stream of events as it went in, whatever
/// the ids of the events.
pub fn event_stream(data: &[u8]) {
    let texts: Vec<String> = data
        .split(|byte| *byte == b'\n')
        .map(|text| String::from_utf8_lossy(text).into_owned())
        // More would be more than waits for a client that does not read.
        .take(500)
        .collect();
    IDS.0.lock().expect("no panic").clone_from(&texts);
    let events = run(async {
        let options = HttpOptions::new().event_store(&IDS);
        let service = mcp::build!("fuzzed", [say])
            .into_service_with(options)
            .expect("a service");
        let hello = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"f","version":"1"}}}"#;
        let opened = post(&service, None, hello.into()).await;
        let session = opened.headers()["mcp-session-id"].to_str().expect("text").to_owned();
        let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
            "name": "say", "arguments": { "texts": texts }, "_meta": { "progressToken": "t" } } });
        let mut response = post(&service, Some(&session), call.to_string()).await;
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut body = Vec::new();
        while let Some(Ok(frame)) = poll_fn(|context| Pin::new(response.body_mut()).poll_frame(context)).await {
            body.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data));
        }
        parse_events(std::str::from_utf8(&body).expect("UTF-8"))
    });
    no_panic();
    let said: Vec<Value> = events
        .iter()
        .filter(|(_, data)| !data.is_empty())
        .map(|(_, data)| serde_json::from_str(data).expect("JSON"))
        .collect();
    assert_eq!(said.len(), texts.len() + 1);
    for (message, text) in said.iter().zip(&texts) {
        assert_eq!(message["params"]["message"], *text);
    }
    assert_eq!(said[texts.len()]["result"]["content"][0]["text"], texts.concat());
}

/// A template, a line end, a URI.
pub fn uri_template(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (text, uri) = text.split_once('\n').unwrap_or((text, ""));
    let template = match UriTemplate::parse(text) {
        Ok(template) => template,
        Err(error) => {
            assert!(!error.message.is_empty() && error.position.is_none_or(|at| text[at..].starts_with('{')));
            return;
        }
    };
    assert_eq!(template.as_str(), text);
    let variables = template.variables();
    assert_eq!(UriTemplate::is_template(text), !variables.is_empty());
    // What no value is given for is left out, and the rest is a URI like any other.
    let empty = template.expand(Vec::<(&str, &str)>::new());
    assert!(empty.len() <= text.len());
    let Some(captures) = template.matches(uri) else {
        assert!(!variables.is_empty() || uri != text, "text alone matches itself");
        return;
    };
    let optional = template.query_variable_names().count();
    assert!((variables.len() - optional..=variables.len()).contains(&captures.iter().count()));
    let _ = PathSafety::default().first_risk(&captures);
    // A plain variable encodes whatever could end it.
    if variables.iter().all(|variable| variable.operator == Operator::Simple) {
        let values: Vec<_> = captures.iter().map(|(name, value)| (name, value.clone())).collect();
        let again = template.expand(values);
        let fits = again.len() > 65_536 || template.matches(&again).is_some();
        assert!(fits, "{text:?} matches {uri:?} and not {again:?}");
    }
}

#[derive(mcp::Form)]
struct Party {
    #[form(range = 1..=9)]
    guests: u8,
}

#[mcp::resolver(name = "party")]
fn party() -> Elicit<Party> {
    Elicit::ask("How many?")
}

#[mcp::resolver(name = "carried", carry)]
fn carried() -> Vec<u8> {
    vec![1, 2]
}

/// Book a table.
#[mcp::tool]
fn book(#[resolve(party)] party: Party, #[resolve(carried)] carried: Vec<u8>) -> String {
    assert!((1..=9).contains(&party.guests), "the form let it pass");
    format!("booked {} {carried:?}", party.guests)
}

/// Seals nothing: what is opened is the token itself.
#[derive(Debug)]
struct Bare;

impl StateCodec for Bare {
    fn seal(&self, state: &[u8]) -> Result<String, String> {
        String::from_utf8(state.to_vec()).map_err(|error| error.to_string())
    }

    fn open(&self, token: &str) -> Result<Vec<u8>, String> {
        Ok(token.as_bytes().to_vec())
    }
}

fn bistro(security: RequestStateSecurity) -> Server {
    mcp::build!("bistro", [book]).request_state_security(security)
}

/// A call that brings this state and these answers: its response.
fn book_with(server: &Server, state: Option<&str>, answers: &Value) -> Value {
    let meta = json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} } });
    let mut params = json!({ "name": "book", "arguments": {}, "_meta": meta, "inputResponses": answers });
    if let Some(state) = state {
        params["requestState"] = json!(state);
    }
    let line = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params }).to_string();
    let mut out = Vec::new();
    run(server.serve_stream(line.as_bytes(), &mut out, StreamLimits::default())).expect("bytes do not fail");
    serde_json::from_slice(&out).expect("one answer")
}

/// The bytes as what a client brings back: as a token that was never sealed, as what such a token holds, and, up to a
/// line's end, as the state in one that holds for this very call, where `@` says which question was asked; the next line
/// then is the client's answers.
pub fn request_state(data: &[u8]) {
    static SEALED: OnceLock<Server> = OnceLock::new();
    static BARE: OnceLock<(Server, String, String)> = OnceLock::new();
    let refused = json!({ "code": -32602, "message": "Invalid or expired requestState",
        "data": { "reason": "invalid_request_state" } });
    let text = String::from_utf8_lossy(data);
    let sealed = SEALED.get_or_init(|| {
        let keys = RequestStateKeys::new([[7; 32]]).expect("a key");
        bistro(RequestStateSecurity::new(keys))
    });
    assert_eq!(
        book_with(sealed, Some(&text), &json!({}))["error"],
        refused,
        "nobody has sealed it"
    );
    let (bare, claims, asked) = BARE.get_or_init(|| {
        let server = bistro(RequestStateSecurity::with_codec(Bare));
        let first = book_with(&server, None, &json!({}));
        let claims = first["result"]["requestState"].as_str().expect("a state");
        let (claims, state) = claims.split_once('\n').expect("claims, and a state");
        let state: Value = serde_json::from_str(state).expect("JSON");
        let asked = state["asked"]["party"].as_str().expect("a question").to_owned();
        (server, claims.to_owned(), asked)
    });
    let known = |answer: &Value| {
        let text = answer["result"]["content"][0]["text"].as_str().unwrap_or_default();
        let asks = answer["result"]["resultType"] == "input_required";
        assert!(
            asks || answer["error"] == refused
                || text.starts_with("booked ")
                || text.starts_with("Error executing tool book: "),
            "{answer}"
        );
    };
    known(&book_with(bare, Some(&text), &json!({})));
    let (state, answers) = text.split_once('\n').unwrap_or((&text, ""));
    let token = format!("{claims}\n{}", state.replace('@', asked));
    let answers = serde_json::from_str(answers).unwrap_or(json!({}));
    known(&book_with(bare, Some(&token), &answers));
    no_panic();
}

/// The bytes as all that a server says to a client: lines, or with `+` before them a stream of events over HTTP. Whatever
/// it is, every call ends.
pub fn client_answer(data: &[u8]) {
    use mcp::client::{Http, Streams};
    use mcp::types::ElicitResult;
    use mcp::{Client, Mode, Revision};

    let patience = Duration::from_secs(5);
    let (over_http, said) = match data.strip_prefix(b"+") {
        Some(data) => (true, data.to_vec()),
        None => (false, data.to_vec()),
    };
    run(async {
        let builder = Client::builder()
            .mode(Mode::Pinned(Revision::LATEST))
            .max_message(64 * 1024)
            .input_required_max_rounds(2)
            .on_elicit(async |form: mcp::types::FormElicitation| ElicitResult::accept(form.defaults()))
            .on_notification(|_| {})
            .on_progress(|_| {});
        let client = if over_http {
            let serve = move |_, _| {
                let said = said.clone();
                let (near, far) = tokio::io::duplex(1024 * 1024);
                tokio::spawn(async move {
                    let (mut reader, mut writer) = tokio::io::split(far);
                    let _ = reader.read(&mut [0; 4096]).await;
                    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
                    let _ = writer.write_all(&[&head[..], &said].concat()).await;
                    let _ = writer.shutdown().await;
                });
                std::future::ready(Ok(near))
            };
            builder.connect(Http::new("http://fuzzed/mcp").connector(serve)).await
        } else {
            let (near, mut far) = tokio::io::duplex(1024 * 1024);
            tokio::spawn(async move {
                let _ = far.read(&mut [0; 4096]).await;
                let _ = far.write_all(&said).await;
                let _ = far.shutdown().await;
            });
            let (reader, writer) = tokio::io::split(near);
            builder.connect(Streams::new(reader, writer)).await
        };
        let client = client.expect("nothing was asked yet");
        let calls = async {
            let _ = client.list_tools(None).await;
            let _ = client.call_tool("add", json!({ "a": 1 })).await;
            let _ = client.read_resource("files://a").await;
        };
        tokio::time::timeout(patience, calls).await.expect("every call ends");
    });
    no_panic();
}
