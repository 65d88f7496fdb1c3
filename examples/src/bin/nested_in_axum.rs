//! A server as a part of a web application: `into_service` gives a `tower::Service`, which nests in a router of axum.

use axum::Router;
use axum::routing::get;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

/// Add two numbers.
#[mcp::tool]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// The application. Nothing has to be started for the service, and one router may have several.
fn app() -> mcp::Result<Router> {
    let service = mcp::build!("Nested", [add]).into_service()?;
    Ok(Router::new()
        .route("/", get(async || "A web page."))
        .route_service("/mcp", service))
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let demo = std::env::args().any(|argument| argument == "--demo");
    // The runtime is tokio's, so what needs one works here.
    let listener = tokio::net::TcpListener::bind(if demo { "127.0.0.1:0" } else { "127.0.0.1:8000" }).await?;
    let address = listener.local_addr()?;
    let serving = tokio::spawn(axum::serve(listener, app()?).into_future());
    if demo {
        return visit(address);
    }
    eprintln!("listening on http://{address}/mcp");
    Ok(serving.await??)
}

/// What a browser sees, and what a client sees, byte for byte.
fn visit(address: SocketAddr) -> mcp::Result<()> {
    println!("{}\n", ask(address, "GET / HTTP/1.1", "")?);
    let call = mcp::json!({
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {
            "name": "add",
            "arguments": { "a": 2, "b": 3 },
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {}
            }
        }
    });
    let head = "POST /mcp HTTP/1.1\r\nAccept: application/json, text/event-stream\r\nContent-Type: application/json\r\n\
                MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: add";
    println!("{}", ask(address, head, &call.to_string())?);
    Ok(())
}

/// Sends one request; the first line of the answer, and its body.
fn ask(address: SocketAddr, head: &str, body: &str) -> mcp::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "{head}\r\nHost: {address}\r\nConnection: close\r\n")?;
    write!(stream, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    Ok(format!("{}\n{body}", head.lines().next().unwrap_or_default()))
}
