//! As much of HTTP/1.1 as an answer needs.

use memchr::memmem;
use std::borrow::Cow;
use std::io::{self, Read, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::time::Duration;

/// What stands above the body of an answer.
#[derive(Debug)]
struct Head {
    end: usize,
    status: u16,
    length: Option<usize>,
    events: bool,
    session: Option<String>,
}

impl Head {
    /// # Errors
    /// It is none, or has neither a length nor chunks.
    fn read(text: &[u8], end: usize) -> Result<Head, String> {
        let text = str::from_utf8(text).map_err(|_| "a head that is no text")?;
        let mut lines = text.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok());
        let mut head = Head {
            end,
            status: status.ok_or("no answer of HTTP/1.1")?,
            length: None,
            events: false,
            session: None,
        };
        let mut chunked = false;
        for line in lines.filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').ok_or("a header without a colon")?;
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => head.length = Some(value.parse().map_err(|_| "a length that is no number")?),
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "content-type" => head.events = value.starts_with("text/event-stream"),
                "mcp-session-id" => head.session = Some(value.to_owned()),
                _ => {}
            }
        }
        match (head.length, chunked) {
            (Some(_), true) => Err("a length and chunks".into()),
            // An answer that is only a status may say nothing of its body.
            (None, false) if matches!(head.status, 202 | 204) => {
                head.length = Some(0);
                Ok(head)
            }
            (None, false) => Err("neither a length nor chunks".into()),
            _ => Ok(head),
        }
    }
}

/// What has come on a connection since the last request.
#[derive(Debug, Default)]
pub struct Inbox {
    bytes: Vec<u8>,
    filled: usize,
    head: Option<Head>,
    /// Where the next chunk begins, and those before it.
    chunk_at: usize,
    chunks: Vec<u8>,
}

impl Inbox {
    /// Reads what there is; how much that was.
    ///
    /// # Errors
    /// It cannot be read, or would have to be waited for.
    pub fn fill(&mut self, mut stream: impl Read) -> io::Result<usize> {
        if self.bytes.len() - self.filled < 4096 {
            // By doubling, so that an answer of 1 MiB is read in few steps.
            self.bytes.resize((self.bytes.len() * 2).max(8192), 0);
        }
        let read = stream.read(&mut self.bytes[self.filled..])?;
        self.filled += read;
        Ok(read)
    }

    /// All of it.
    pub fn raw(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }

    /// Makes room for the next answer.
    pub fn clear(&mut self) {
        self.filled = 0;
        self.head = None;
        self.chunk_at = 0;
        self.chunks.clear();
    }

    /// Whether the answer is all there.
    ///
    /// # Errors
    /// What there is cannot become an answer.
    pub fn is_whole(&mut self) -> Result<bool, String> {
        let raw = &self.bytes[..self.filled];
        if self.head.is_none() {
            let Some(end) = memmem::find(raw, b"\r\n\r\n") else {
                return Ok(false);
            };
            self.head = Some(Head::read(&raw[..end], end + 4)?);
            self.chunk_at = end + 4;
        }
        let Some(head) = &self.head else {
            return Ok(false);
        };
        if let Some(length) = head.length {
            return match (head.end + length).cmp(&raw.len()) {
                std::cmp::Ordering::Less => Err("bytes behind the answer".into()),
                order => Ok(order.is_eq()),
            };
        }
        while let Some((chunk, next)) = chunk(raw, self.chunk_at)? {
            if chunk.is_empty() {
                return Ok(true);
            }
            self.chunks.extend_from_slice(&raw[chunk]);
            self.chunk_at = next;
        }
        Ok(false)
    }

    /// Its status, when it is whole.
    pub fn status(&self) -> u16 {
        self.head.as_ref().map_or(0, |head| head.status)
    }

    /// The session that it opened.
    pub fn session(&self) -> Option<&str> {
        self.head.as_ref()?.session.as_deref()
    }

    /// Its body, when it is whole; of events the message in the last that has one.
    pub fn body(&self) -> Cow<'_, [u8]> {
        let Some(head) = &self.head else {
            return Cow::Borrowed(&[]);
        };
        let body = match head.length {
            Some(_) => &self.bytes[head.end..self.filled],
            None => &self.chunks,
        };
        if head.events {
            return last_event(body).into();
        }
        Cow::Borrowed(body)
    }
}

/// The next chunk and where the one behind it begins, if it is all there.
fn chunk(raw: &[u8], at: usize) -> Result<Option<(Range<usize>, usize)>, String> {
    let Some(line) = memmem::find(&raw[at..], b"\r\n") else {
        return Ok(None);
    };
    let size = str::from_utf8(&raw[at..at + line])
        .ok()
        .and_then(|size| size.split(';').next());
    let size = size.and_then(|size| usize::from_str_radix(size.trim(), 16).ok());
    let size = size.ok_or("a chunk without a size")?;
    let start = at + line + 2;
    let next = size.checked_add(start + 2).ok_or("a chunk without an end")?;
    Ok((next <= raw.len()).then_some((start..start + size, next)))
}

fn last_event(body: &[u8]) -> Vec<u8> {
    let (mut last, mut data) = (Vec::new(), Vec::new());
    for line in body.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if let Some(value) = line.strip_prefix(b"data:") {
            data.extend_from_slice(value.strip_prefix(b" ").unwrap_or(value));
        } else if line.is_empty() && !data.is_empty() {
            last = std::mem::take(&mut data);
        }
    }
    last
}

/// A connection that waits for each answer: for what is not timed.
#[derive(Debug)]
pub struct Patient {
    stream: TcpStream,
    /// What came last.
    pub inbox: Inbox,
}

impl Patient {
    /// # Errors
    /// Nobody listens.
    pub fn connect(address: SocketAddr) -> io::Result<Patient> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(Patient {
            stream,
            inbox: Inbox::default(),
        })
    }

    /// Sends these and takes the answer into `inbox`.
    ///
    /// # Errors
    /// There is no answer, or what comes is none.
    pub fn ask(&mut self, request: &[u8]) -> Result<(), String> {
        self.inbox.clear();
        let failed = |error: io::Error| format!("no answer: {error}");
        self.stream.write_all(request).map_err(failed)?;
        while !self.inbox.is_whole()? {
            if self.inbox.fill(&self.stream).map_err(failed)? == 0 {
                return Err("the server closed the connection".into());
            }
        }
        Ok(())
    }

    /// Opens a session of 2025-11-25; its id, if the server gives one.
    ///
    /// # Errors
    /// It is refused.
    pub fn open_session(&mut self, host: &str) -> Result<Option<String>, String> {
        use crate::run::request::{Ask, Era, Request, post_initialized};
        self.ask(&Request::post(Era::Legacy, Ask::Initialize, host, None).bytes)?;
        if self.inbox.status() != 200 {
            return Err(format!("initialize was answered with {}", self.inbox.status()));
        }
        let session = self.inbox.session().map(str::to_owned);
        self.ask(&post_initialized(host, session.as_deref()))?;
        match self.inbox.status() {
            202 => Ok(session),
            status => Err(format!("notifications/initialized was answered with {status}")),
        }
    }

    /// The connection itself.
    pub fn into_stream(self) -> TcpStream {
        self.stream
    }
}

#[cfg(test)]
mod tests {
    use super::Inbox;

    /// However an answer is cut, it is whole at its end and not before.
    #[test]
    fn answers_in_pieces() {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: ";
        let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
        let cases = [
            (
                format!("{head}application/json\r\ncontent-length: 4\r\n\r\n{{\"\"}}"),
                "{\"\"}",
            ),
            ("HTTP/1.1 202 Accepted\r\nMcp-Session-Id: a:b\r\n\r\n".into(), ""),
            (
                format!(
                    "{head}application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{\"\r\n2;x\r\n\"}}\r\n0\r\n\r\n"
                ),
                "{\"\"}",
            ),
            (
                format!(
                    "{head}text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n{}{}{}0\r\n\r\n",
                    chunk("data:\nid: 0\n\ndata: {\"n\":1}\n"),
                    chunk("\ndata: {\ndata: }\nid: 1\r\n\r"),
                    chunk("\n")
                ),
                "{}",
            ),
        ];
        for (answer, body) in cases {
            for cut in 0..answer.len() {
                let mut inbox = Inbox::default();
                let (first, rest) = answer.as_bytes().split_at(cut);
                inbox.fill(first).expect("read");
                assert_eq!(inbox.is_whole(), Ok(false), "{cut} of {answer}");
                inbox.fill(rest).expect("read");
                assert_eq!(inbox.is_whole(), Ok(true), "{answer}");
                assert_eq!(inbox.body(), body.as_bytes(), "{answer}");
            }
        }
    }

    /// What is no answer is not waited for.
    #[test]
    fn no_answers() {
        for (answer, why) in [
            ("Hello\r\n\r\n", "no answer of HTTP/1.1"),
            ("HTTP/1.1 200 OK\r\n\r\n", "neither a length nor chunks"),
            ("HTTP/1.1 200 OK\r\nno header\r\n\r\n", "a header without a colon"),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n12",
                "bytes behind the answer",
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "a chunk without a size",
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                "a chunk without an end",
            ),
        ] {
            let mut inbox = Inbox::default();
            inbox.fill(answer.as_bytes()).expect("read");
            assert_eq!(inbox.is_whole(), Err(why.to_owned()), "{answer}");
        }
    }
}
