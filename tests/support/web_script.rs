//! A web server that says what it is told to, whatever it is asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    /// `POST /mcp`.
    pub line: String,
    /// Names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body; null where it is no JSON.
    pub body: Value,
    /// When it came.
    pub at: Instant,
}

impl Asked {
    /// The value of a header, if it is there.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The method of the message in the body.
    #[must_use]
    pub fn method(&self) -> &str {
        self.body["method"].as_str().unwrap_or_default()
    }
}

/// What a request is answered with.
#[derive(Debug, Clone)]
pub enum Reply {
    /// These bytes, and the end of the connection.
    Bytes(Vec<u8>),
    /// These bytes one after the other, each after a while, and then the end of the connection.
    Slowly(Vec<(Duration, Vec<u8>)>),
    /// Nothing, for as long as the server lives.
    Never,
    /// The end of the connection.
    Gone,
    /// Nothing, until the client ends the connection, which is counted.
    UntilGone(Arc<AtomicUsize>),
}

/// A response with a JSON body.
#[must_use]
pub fn json_reply(status: u16, headers: &[&str], body: &Value) -> Reply {
    reply(
        status,
        &[&["Content-Type: application/json"], headers].concat(),
        &body.to_string(),
    )
}

/// A response with a body that is a stream of events, which ends.
#[must_use]
pub fn events_reply(headers: &[&str], events: &str) -> Reply {
    reply(200, &[&["Content-Type: text/event-stream"], headers].concat(), events)
}

/// Any response.
#[must_use]
pub fn reply(status: u16, headers: &[&str], body: &str) -> Reply {
    let mut head = format!(
        "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    Reply::Bytes(format!("{head}\r\n{body}").into_bytes())
}

/// The server.
#[derive(Debug)]
pub struct WebScript {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl WebScript {
    /// Starts a server that answers each request with what `answer` says of it; it is given how many there were before.
    ///
    /// # Panics
    /// No port is free.
    #[must_use]
    pub fn start(answer: impl Fn(usize, &Asked) -> Reply + Send + Sync + 'static) -> WebScript {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/mcp", listener.local_addr().expect("an address"));
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (log, answer) = (asked.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (log.clone(), answer.clone());
                thread::spawn(move || {
                    let Some(request) = read(&stream) else { return };
                    let before = {
                        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
                        log.push(request.clone());
                        log.len() - 1
                    };
                    say(stream, answer(before, &request));
                });
            }
        });
        WebScript { url, asked }
    }

    /// Where it serves.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it was asked so far.
    pub fn asked(&self) -> MutexGuard<'_, Vec<Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The method of HTTP and of the protocol of each request so far.
    #[must_use]
    pub fn methods(&self) -> Vec<String> {
        let asked = self.asked();
        let name = |asked: &Asked| {
            let verb = asked.line.split(' ').next().unwrap_or_default();
            format!("{verb} {}", asked.method()).trim_end().to_owned()
        };
        asked.iter().map(name).collect()
    }
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let start = line.trim().trim_end_matches(" HTTP/1.1").to_owned();
    let (mut headers, mut length) = (Vec::new(), 0);
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end_matches(['\r', '\n']).split_once(':') else {
            break;
        };
        let (name, value) = (
            name.to_ascii_lowercase(),
            value.strip_prefix(' ').unwrap_or(value).to_owned(),
        );
        if name == "content-length" {
            length = value.parse().ok()?;
        }
        headers.push((name, value));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked {
        line: start,
        headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
        at: Instant::now(),
    })
}

fn say(mut stream: TcpStream, reply: Reply) {
    match reply {
        Reply::Bytes(bytes) => drop(stream.write_all(&bytes)),
        Reply::Slowly(parts) => {
            for (after, bytes) in parts {
                thread::sleep(after);
                if stream.write_all(&bytes).is_err() {
                    return;
                }
            }
        }
        Reply::Never => loop {
            thread::sleep(Duration::from_secs(60));
        },
        Reply::Gone => {}
        Reply::UntilGone(count) => {
            let _ = stream.read(&mut [0]);
            count.fetch_add(1, Ordering::SeqCst);
        }
    }
}
