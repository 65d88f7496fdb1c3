//! Running a server the usual way.

use crate::server::{IntoServer, Result};

/// Runs a server until its client goes away or the process is told to stop.
///
/// `--http ADDR` on the command line, or `MCP_HTTP=ADDR` in the environment, serves Streamable HTTP at `/mcp` on that
/// address and prints where it listens on standard error; anything else serves standard input and output. Other
/// arguments are the program's own.
///
/// # Errors
/// The server could not be built, the address cannot be listened on, or the transport fails.
pub async fn serve(server: impl IntoServer) -> Result<()> {
    crate::log::init();
    let server = server.into_server();
    server.check()?;
    match http_address() {
        Some(address) => http(server, &address?).await,
        None => stdio(server).await,
    }
}

/// The address to serve HTTP on, if that is what was asked for.
fn http_address() -> Option<Result<String>> {
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        let Some(argument) = argument.to_str() else { continue };
        if argument == "--http" {
            let address = arguments.next().and_then(|address| address.into_string().ok());
            return Some(address.ok_or_else(|| "--http needs an address, such as 127.0.0.1:8000".into()));
        }
        if let Some(address) = argument.strip_prefix("--http=") {
            return Some(Ok(address.to_owned()));
        }
    }
    std::env::var("MCP_HTTP")
        .ok()
        .filter(|address| !address.is_empty())
        .map(Ok)
}

#[cfg(feature = "http")]
async fn http(server: crate::Server, address: &str) -> Result<()> {
    server.serve_http(address).await
}

#[cfg(not(feature = "http"))]
async fn http(_: crate::Server, _: &str) -> Result<()> {
    Err("this program was built without the feature `http` of mcp-runtime".into())
}

#[cfg(feature = "stdio")]
async fn stdio(server: crate::Server) -> Result<()> {
    server.serve_stdio().await
}

#[cfg(not(feature = "stdio"))]
async fn stdio(_: crate::Server) -> Result<()> {
    Err("this program was built without the feature `stdio` of mcp-runtime: use --http ADDR".into())
}
