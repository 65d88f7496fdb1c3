//! Running a server the usual way.

#[cfg(feature = "http")]
mod http;
#[cfg(not(feature = "http"))]
#[path = "serve/without_http.rs"]
mod http;
#[cfg(feature = "stdio")]
mod stdio;
#[cfg(not(feature = "stdio"))]
#[path = "serve/without_stdio.rs"]
mod stdio;

use crate::server::{IntoServer, Result, Server};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Runs a server until its client goes away or the process is told to stop.
///
/// `--http ADDR` on the command line, or `MCP_HTTP=ADDR` in the environment, serves Streamable HTTP at `/mcp` on that
/// address and prints where it listens on standard error; anything else serves standard input and output. Other
/// arguments are the program's own.
///
/// # Errors
/// The server could not be built, the address cannot be listened on, or the transport fails.
pub fn serve(server: impl IntoServer) -> Serving {
    crate::log::init();
    Serving(Box::pin(run(server.into_server())))
}

/// A server that runs while it is awaited. Of no type of yours, so that a value that is no server is refused once,
/// where it is given, and not again where this is awaited.
#[must_use = "a server runs while it is awaited"]
pub struct Serving(Pin<Box<dyn Future<Output = Result<()>> + Send>>);

impl Future for Serving {
    type Output = Result<()>;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for Serving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Serving")
    }
}

async fn run(server: Server) -> Result<()> {
    server.check()?;
    match http_address() {
        Some(address) => http::run(server, &address?).await,
        None => stdio::run(server).await,
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
