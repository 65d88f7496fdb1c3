//! The servers: what each is called, how it is started, and one that runs.

use super::machine::{self, Cores};
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What lies between a server and its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Http,
    /// Standard input and output, as most clients make them.
    Pipes,
    /// The same, as clients in Node make them.
    Sockets,
}

/// A server that is measured, by one way or both.
#[derive(Clone, Debug, Default)]
pub struct Contender {
    pub name: String,
    http: Option<Vec<String>>,
    stdio: Option<Vec<String>>,
}

impl Contender {
    /// One whose program lies in this folder.
    ///
    /// # Errors
    /// It does not, with what builds it.
    pub fn found(folder: &Path, name: &str, http: &str, stdio: Option<&str>) -> Result<Contender, String> {
        let words = |command: &str| {
            let mut words = words(command);
            let program = folder.join(&words[0]);
            if !program.is_file() {
                let release = if folder.ends_with("release") { " --release" } else { "" };
                return Err(format!(
                    "there is no {}: cargo build{release} -p mcp-benches -p mcp-examples --bin against --bin floor_http \
                     --bin floor_stdio --bin bench_server",
                    program.display()
                ));
            }
            words[0] = program.to_string_lossy().into_owned();
            Ok(words)
        };
        Ok(Contender {
            name: name.to_owned(),
            http: Some(words(http)?),
            stdio: stdio.map(words).transpose()?,
        })
    }

    /// One without a command yet.
    pub fn new(name: &str) -> Contender {
        Contender {
            name: name.to_owned(),
            ..Contender::default()
        }
    }

    /// Adds a command, which is for HTTP if it has a `{port}`.
    pub fn add(&mut self, command: &str) {
        let place = if command.contains("{port}") {
            &mut self.http
        } else {
            &mut self.stdio
        };
        *place = Some(words(command));
    }

    /// Whether it can be reached this way.
    pub fn has(&self, way: Way) -> bool {
        self.command(way).is_some()
    }

    fn command(&self, way: Way) -> Option<&[String]> {
        match way {
            Way::Http => self.http.as_deref(),
            Way::Pipes | Way::Sockets => self.stdio.as_deref(),
        }
    }

    /// Starts it, and over HTTP waits until it listens.
    ///
    /// # Errors
    /// It does not start, or ends.
    pub fn start(&self, way: Way, cores: Option<Cores>) -> Result<Running, String> {
        let words = self
            .command(way)
            .filter(|words| !words.is_empty())
            .ok_or("no command")?;
        let started = match way {
            Way::Http => listening(words, cores),
            Way::Pipes => piped(words, cores),
            Way::Sockets => socketed(words, cores),
        };
        started.map_err(|error| format!("{}: `{}`: {error}", self.name, words.join(" ")))
    }
}

fn words(command: &str) -> Vec<String> {
    command.split_whitespace().map(str::to_owned).collect()
}

/// A server that runs, until it is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// Where it listens, over HTTP.
    pub address: Option<SocketAddr>,
    /// Our ends of its standard input and output, otherwise.
    pub streams: Option<(OwnedFd, OwnedFd)>,
}

impl Running {
    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(words: &[String]) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).stderr(Stdio::null());
    command
}

fn listening(words: &[String], cores: Option<Cores>) -> io::Result<Running> {
    // Free a moment ago. Somebody may take it first, which the server will say.
    let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
    let port = address.port().to_string();
    let words: Vec<String> = words.iter().map(|word| word.replace("{port}", &port)).collect();
    let mut command = command(&words);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let mut running = Running {
        child: machine::start(&mut command, cores)?,
        address: Some(address),
        streams: None,
    };
    let started = Instant::now();
    while TcpStream::connect(address).is_err() {
        if let Some(status) = running.child.try_wait()? {
            return Err(io::Error::other(format!("ended with {status}")));
        }
        if started.elapsed() > Duration::from_secs(30) {
            return Err(io::Error::other("does not listen"));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(running)
}

fn piped(words: &[String], cores: Option<Cores>) -> io::Result<Running> {
    let mut command = command(words);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = machine::start(&mut command, cores)?;
    let streams = child.stdin.take().zip(child.stdout.take());
    Ok(Running {
        child,
        address: None,
        streams: streams.map(|(input, output)| (input.into(), output.into())),
    })
}

fn socketed(words: &[String], cores: Option<Cores>) -> io::Result<Running> {
    let (input, theirs) = UnixStream::pair()?;
    let (output, their_output) = UnixStream::pair()?;
    let mut command = command(words);
    command.stdin(OwnedFd::from(theirs)).stdout(OwnedFd::from(their_output));
    Ok(Running {
        child: machine::start(&mut command, cores)?,
        address: None,
        streams: Some((input.into(), output.into())),
    })
}
