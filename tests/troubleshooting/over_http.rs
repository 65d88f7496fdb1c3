//! The entries that are about HTTP.

use super::{Counter, in_short, visits, weather};
use mcp::types::ElicitResult;
use mcp::{Client, HttpOptions, Mode, Server, json};
use mcp_tests::http::{self, Answer};
use mcp_tests::tools::{self, HttpServer};
use std::io::{Read as _, Write as _};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

fn weather_over_http() -> HttpServer {
    let mut command = std::process::Command::new(weather());
    command.env("MCP_LOG", "info");
    HttpServer::start_command(command)
}

/// Serves HTTP in this process until it ends, and gives the URL.
fn serve(server: Server, options: HttpOptions) -> String {
    type Waiting = (Server, HttpOptions, mpsc::Sender<String>);
    static NEXT: Mutex<Option<Waiting>> = Mutex::new(None);

    #[mcp::main]
    async fn run() -> mcp::Result<()> {
        let next = NEXT.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (server, options, told) = next.expect("a server");
        let listener = server.listen_http("127.0.0.1:0", options).await?;
        told.send(format!("http://{}/mcp", listener.local_addr()?))?;
        listener.run(std::future::pending()).await;
        Ok(())
    }

    let (told, url) = mpsc::channel();
    *NEXT.lock().unwrap_or_else(PoisonError::into_inner) = Some((server, options, told));
    std::thread::spawn(|| run().expect("a server that runs"));
    url.recv_timeout(Duration::from_secs(10)).expect("an address")
}

/// Posts `ping` with these headers, and gives the answer from its first line to its last.
fn raw(url: &str, host: &str, headers: &str) -> String {
    let (address, path) = url.trim_start_matches("http://").split_once('/').expect("a path");
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let mut stream = std::net::TcpStream::connect(address).expect("a connection");
    let length = body.len();
    let head = format!("POST /{path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {length}\r\n");
    stream
        .write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes())
        .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

/// The first line of an answer, and its body.
fn first_and_last(answer: &str) -> Vec<String> {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    vec![head.lines().next().unwrap_or_default().to_owned(), body.to_owned()]
}

/// The line of the log that has this in it, as soon as it is there.
fn logged(server: &HttpServer, part: &str) -> String {
    let started = Instant::now();
    loop {
        if let Some(line) = server.log().lines().find(|line| line.contains(part)) {
            return line.to_owned();
        }
        assert!(started.elapsed() < Duration::from_secs(5), "{part} in {}", server.log());
        std::thread::sleep(Duration::from_millis(10));
    }
}

const JSON: &str = "Content-Type: application/json\r\nAccept: */*\r\n";

pub fn refused_to_python() -> Option<Vec<String>> {
    let python = tools::python()?;
    let server = weather_over_http();
    let mut client = std::process::Command::new(python);
    client.arg("-I").arg(tools::tool_file("refused_client.py"));
    client
        .args([server.url(), "mcp.example.com"])
        .env("NO_PROXY", "127.0.0.1");
    let said = tools::run(&mut client, Duration::from_mins(1)).unwrap_or_else(|error| panic!("{error}"));
    assert!(server.log().contains("Invalid Host header: mcp.example.com"));
    Some(said.lines().map(str::to_owned).collect())
}

pub fn refused_hosts() -> Option<Vec<String>> {
    let server = weather_over_http();
    let mut said = first_and_last(&raw(server.url(), "mcp.example.com", JSON));
    said.push(logged(&server, "Invalid Host"));
    let known = HttpOptions::new()
        .allow_host("mcp.example.com")
        .allow_host("mcp.example.com:*");
    let url = serve(mcp::build!("Known", [visits], state = Counter::default()), known);
    for host in ["mcp.example.com", "mcp.example.com:8443"] {
        let answer = raw(&url, host, JSON);
        assert!(!answer.contains("Invalid Host"), "the way the page shows: {answer}");
    }
    Some(said)
}

pub fn refused_origins() -> Option<Vec<String>> {
    const PAGE: &str = "https://app.example.com";
    let server = weather_over_http();
    let headers = format!("{JSON}Origin: {PAGE}\r\n");
    let mut said = first_and_last(&raw(server.url(), "localhost", &headers));
    said.push(logged(&server, "Invalid Origin"));
    let known = HttpOptions::new().allow_origin(PAGE);
    let url = serve(mcp::build!("Known", [visits], state = Counter::default()), known);
    let answer = raw(&url, "localhost", &headers);
    assert!(!answer.contains("Invalid Origin"), "the way the page shows: {answer}");
    Some(said)
}

pub fn kinds_of_content() -> Option<Vec<String>> {
    let server = weather_over_http();
    let form = "Content-Type: application/x-www-form-urlencoded\r\nAccept: */*\r\n";
    let html = "Content-Type: application/json\r\nAccept: text/html\r\n";
    let answers = [form, html].map(|headers| first_and_last(&raw(server.url(), "localhost", headers)));
    Some(answers.concat())
}

pub fn nothing_to_start() -> Option<Vec<String>> {
    let mut command = std::process::Command::new(tools::example("nested_in_axum"));
    let said = tools::run(command.arg("--demo"), Duration::from_mins(1)).unwrap_or_else(|error| panic!("{error}"));
    assert!(said.contains(r#""text":"5""#), "{said}");
    // One answer to a browser, one to a client.
    let mut statuses: Vec<_> = said
        .lines()
        .filter(|line| line.starts_with("HTTP"))
        .map(str::to_owned)
        .collect();
    assert_eq!(statuses.len(), 2, "{said}");
    statuses.dedup();
    Some(statuses)
}

pub fn an_unknown_session() -> Option<Vec<String>> {
    let server = weather_over_http();
    let headers = format!("{JSON}Mcp-Session-Id: nobody\r\n");
    let answer = raw(server.url(), "localhost", &headers);
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    let [_, body] = &first_and_last(&answer)[..] else {
        unreachable!("two of them")
    };
    Some(vec![body.clone(), logged(&server, "unknown or expired session")])
}

pub fn no_session() -> Option<Vec<String>> {
    let server = weather_over_http();
    let answer = raw(server.url(), "localhost", JSON);
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    let stateless = serve(
        mcp::build!("Stateless", [visits], state = Counter::default()),
        HttpOptions::new().stateless(),
    );
    let fixed = raw(&stateless, "localhost", JSON);
    assert!(fixed.starts_with("HTTP/1.1 200"), "the way the page shows: {fixed}");
    Some(first_and_last(&answer).split_off(1))
}

/// Posts a request of 2026-07-28 that says to be of `version`, with this for its method in the header.
fn modern(url: &str, version: &str, method: &str) -> Answer {
    let meta = json!({ "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientCapabilities": {} });
    let headers = [
        ("Content-Type", "application/json"),
        ("Accept", "*/*"),
        ("MCP-Protocol-Version", version),
        ("Mcp-Method", method),
    ];
    let body = http::message(1, "tools/list", &json!({ "_meta": meta }));
    http::send(url, "POST", &headers, &body.to_string())
}

/// Of a header that disagrees with the body, and of a revision that is not served.
pub fn refused_requests() -> [String; 2] {
    let server = weather_over_http();
    [("2026-07-28", "tools/call"), ("2099-01-01", "tools/list")]
        .map(|(version, method)| in_short(&modern(server.url(), version, method).json()["error"]))
}

pub fn without_sessions() -> Option<Vec<String>> {
    let url = serve(mcp::build!("Bistro", [book]), HttpOptions::new().stateless());
    let headers = [("Content-Type", "application/json"), ("Accept", "*/*")];
    let subscribe = http::message(1, "resources/subscribe", &json!({ "uri": "docs://home" }));
    let answer = http::send(&url, "POST", &headers, &subscribe.to_string());
    Some(vec![in_short(&answer.json()["error"])])
}

#[mcp::main]
pub async fn a_question_without_an_answer() -> Option<Vec<String>> {
    let options = HttpOptions::new().question_timeout(Duration::from_millis(100));
    let url = serve(mcp::build!("Bistro", [super::ask]), options);
    let builder = Client::builder().mode(Mode::Legacy);
    let silent = builder.on_elicit(async |_| std::future::pending::<ElicitResult>().await);
    let client = silent.connect(url).await.expect("a connection");
    let error = client.call_tool("ask", ()).await.expect_err("no answer");
    Some(vec![super::protocol(&error).expect("the server's")])
}

/// Book a table.
#[mcp::tool]
fn book() -> String {
    "booked".into()
}

pub fn a_state_of_nobody() -> Option<Vec<String>> {
    let server = HttpServer::start(&tools::example("weather"));
    let params = json!({ "name": "forecast", "arguments": { "city": "London" },
        "requestState": "round-1-from-worker-a" });
    let answer = http::modern(server.url(), &json!(1), "tools/call", &params, &[]).rest();
    let line = logged(&server, "requestState rejected");
    Some(vec![in_short(&answer.json()["error"]), line])
}
