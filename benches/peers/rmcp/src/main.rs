//! The server of the benchmarks, written with rmcp: `rmcp-peer [--best] [--port N]`.
//!
//! Without `--best` it is what the documentation of rmcp shows. With it, whatever its public API has that makes it
//! cheaper: one router for all, answers as JSON where the revision lets it choose, hyper alone, one thread, pipes
//! without a thread pool. `--port N` serves HTTP at /mcp, otherwise standard input and output.

mod best;
mod tools;

use axum::serve::ListenerExt as _;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use rmcp::ServiceExt as _;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use std::error::Error;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

type Outcome = Result<(), Box<dyn Error>>;

async fn documented(port: Option<u16>) -> Outcome {
    let Some(port) = port else {
        tools::Tools.serve(rmcp::transport::stdio()).await?.waiting().await?;
        return Ok(());
    };
    let sessions = Arc::new(LocalSessionManager::default());
    let config = StreamableHttpServerConfig::default();
    let service = StreamableHttpService::new(|| Ok(tools::Tools), sessions, config);
    let router = axum::Router::new().nest_service("/mcp", service);
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    // Otherwise the answers wait for the client's acknowledgements, and nothing else is measured.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    Ok(axum::serve(listener, router).await?)
}

async fn best(port: Option<u16>) -> Outcome {
    let server = best::Best::new();
    let Some(port) = port else {
        server
            .serve(rmcp::transport::io::stdio_pipes())
            .await?
            .waiting()
            .await?;
        return Ok(());
    };
    let mut config = StreamableHttpServerConfig::default();
    config.json_response = true;
    let sessions = Arc::new(LocalSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(server.clone()), sessions, config);
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = TowerToHyperService::new(service.clone());
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let port = match arguments.iter().position(|argument| argument == "--port") {
        Some(at) => Some(arguments.get(at + 1).ok_or("--port needs a number")?.parse()?),
        None => None,
    };
    if arguments.iter().any(|argument| argument == "--best") {
        return Builder::new_current_thread().enable_all().build()?.block_on(best(port));
    }
    Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(documented(port))
}
