//! The server of the suite for Windows: it tells what it was given, and starts programs of its own, which are itself again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::pin::pin;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The arguments that this program was started with.
#[mcp::tool]
fn arguments() -> Vec<String> {
    std::env::args().skip(1).collect()
}

/// The names of the variables in the environment.
#[mcp::tool]
fn environment() -> Vec<String> {
    std::env::vars_os()
        .map(|(name, _)| name.to_string_lossy().to_ascii_uppercase())
        .collect()
}

/// Start a program that lives for a minute, and tell the port that it has for as long.
#[mcp::tool]
fn linger() -> mcp::Result<u16> {
    let mut child = itself()?.arg("--linger").stdout(Stdio::piped()).spawn()?;
    let mut port = String::new();
    let Some(stdout) = child.stdout.take() else {
        return Err("no output".into());
    };
    BufReader::new(stdout).read_line(&mut port)?;
    Ok(port.trim().parse()?)
}

/// Start a program that reads its standard input, prints how much that was, and is not redirected.
#[mcp::tool]
fn child_reads() -> mcp::Result<String> {
    let ended = itself()?.arg("--read").status()?;
    Ok(format!("{ended}"))
}

fn itself() -> std::io::Result<Command> {
    Ok(Command::new(std::env::current_exe()?))
}

fn as_a_child(what: &str) -> std::io::Result<bool> {
    match what {
        "--linger" => {
            let listener = TcpListener::bind("127.0.0.1:0")?;
            println!("{}", listener.local_addr()?.port());
            std::io::stdout().flush()?;
            std::thread::spawn(move || listener.incoming().for_each(drop));
            std::thread::sleep(Duration::from_mins(1));
        }
        "--read" => {
            let mut input = Vec::new();
            std::io::stdin().read_to_end(&mut input)?;
            println!("{{\"read\":{}}}", input.len());
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// A host of this very program, which tells the port that its server's program has, and dies without a word to either.
async fn host() -> mcp::Result<()> {
    let server = mcp::client::Command::new(std::env::current_exe()?).arg("--stubborn");
    let client = mcp::Client::connect(server).await?;
    println!("{}", client.call_tool("linger", ()).await?.text());
    std::process::abort();
}

/// Tells why the server cannot serve again, and serves as soon as it can.
async fn again(server: &mcp::Server) -> mcp::Result<()> {
    let mut told = false;
    loop {
        let mut serving = pin!(server.serve_stdio());
        match tokio::time::timeout(Duration::from_millis(50), &mut serving).await {
            Ok(Err(error)) => {
                if !std::mem::replace(&mut told, true) {
                    println!("{{\"again\":\"{error}\"}}");
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            Ok(over) => return over,
            Err(_) => {
                eprintln!("serves again");
                return serving.await;
            }
        }
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let first = std::env::args().nth(1).unwrap_or_default();
    if as_a_child(&first)? {
        return Ok(());
    }
    if first == "--host" {
        return host().await;
    }
    let server = mcp::build!("windows", [arguments, environment, linger, child_reads]);
    if first == "--cancelled" {
        let served = tokio::time::timeout(Duration::from_millis(300), server.serve_stdio()).await;
        println!("{{\"cancelled\":{}}}", served.is_err());
        itself()?.arg("--read").status()?;
        return again(&server).await;
    }
    server.serve_stdio().await?;
    if first == "--stubborn" {
        std::thread::sleep(Duration::from_mins(1));
    }
    Ok(())
}
