//! Serves one client on a pair of byte streams, a message a line: standard input and output, a pipe in memory.

use super::batches::Batches;
use super::session::{Heard, Session};
use super::under_way::{Ended, Finished, Left, UnderWay};
use crate::jsonrpc::{McpError, batch, code, error_response};
use crate::transport::lines::{Line, Lines, trimmed};
use crate::transport::room::{self, Room};
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Bounds of a stream.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct StreamLimits {
    /// The longest line, in bytes; a longer one is answered with −32600 and skipped. 4 MiB unless set.
    pub line: usize,
    /// How long calls under way may take to end once the client has closed its side. 5 s unless set.
    pub grace: Duration,
    /// What its buffers keep.
    pub(crate) room: usize,
}

impl Default for StreamLimits {
    fn default() -> Self {
        StreamLimits {
            line: 4 * 1024 * 1024,
            grace: Duration::from_secs(5),
            room: room::OF_MANY,
        }
    }
}

/// Unsent bytes above which no further request is read.
const HIGH_WATER: usize = 2 * 1024 * 1024;
/// Sent bytes that may lie before unsent ones.
const SENT: usize = 64 * 1024;

struct Stream {
    session: Session,
    lines: Lines,
    out: Vec<u8>,
    room: Room,
    /// Bytes of `out` that are sent.
    sent: usize,
    /// The writer may hold on to something that was sent.
    unflushed: bool,
    calls: UnderWay,
    batches: Batches,
}

/// Serves until the client closes its side and every call is answered or the grace is over.
///
/// # Errors
/// The streams fail.
pub(crate) async fn serve<R, W>(session: Session, reader: R, writer: W, limits: StreamLimits) -> io::Result<()>
where
    R: AsyncRead,
    W: AsyncWrite,
{
    let (mut reader, mut writer) = (pin!(reader), pin!(writer));
    let mut stream = Stream {
        session,
        lines: Lines::new(limits.line, limits.room),
        out: Room::buffer(),
        room: Room::new(limits.room),
        sent: 0,
        unflushed: false,
        calls: UnderWay::default(),
        batches: Batches::default(),
    };
    // One for all waits: to queue up for notices costs more than to see that there is none.
    let outgoing = stream.session.connection().outgoing.clone();
    let mut notice = pin!(outgoing.ready());
    let mut open = true;
    let mut ending = None;
    loop {
        stream.take_lines(!open);
        // A client that does not read fills its own queue, not this buffer.
        if stream.unsent() < HIGH_WATER {
            stream.take_notices();
        }
        if !open && stream.calls.is_empty() && !stream.has_to_write() {
            return Ok(());
        }
        if !open && ending.is_none() {
            ending = Some(Box::pin(tokio::time::sleep(limits.grace)));
        }
        let event = stream.wait(&mut reader, &mut writer, notice.as_mut(), open, &mut ending);
        match event.await? {
            Event::Read(0) => {
                open = false;
                stream.session.connection().questions.close();
            }
            Event::Read(_) | Event::Wrote | Event::Cancelled => {}
            Event::Notice => notice.set(outgoing.ready()),
            Event::Finished(finished) => stream.finish(finished),
            Event::Over => {
                tracing::info!(
                    calls = stream.calls.count(),
                    "calls that outlived the grace period were cancelled"
                );
                stream.calls.stop().await;
                for answers in stream.batches.give_up() {
                    stream.say(&answers);
                }
                // What is written already goes out, if the client still reads at all.
                let last = async {
                    writer.write_all(&stream.out[stream.sent..]).await?;
                    writer.flush().await
                };
                let _ = tokio::time::timeout(Duration::from_millis(100), last).await;
                return Ok(());
            }
        }
    }
}

enum Event {
    Read(usize),
    Wrote,
    Notice,
    /// A call that was cancelled has ended, of which there is nothing to say.
    Cancelled,
    Finished(Finished),
    Over,
}

impl Stream {
    fn unsent(&self) -> usize {
        self.out.len() - self.sent
    }

    fn has_to_write(&self) -> bool {
        self.unsent() > 0 || self.unflushed
    }

    /// Hears every whole line that has been read.
    fn take_lines(&mut self, at_end: bool) {
        while self.unsent() < HIGH_WATER {
            let line = match self.lines.next() {
                Some(Line::Whole(line)) => line,
                Some(Line::TooLong) => {
                    self.refuse(&McpError::invalid_request("Invalid Request: the message is too large"));
                    continue;
                }
                None if at_end => match self.lines.rest() {
                    Some(rest) => rest,
                    None => return,
                },
                None => return,
            };
            let bytes = trimmed(self.lines.bytes(line));
            if bytes.is_empty() {
                continue;
            }
            if bytes.starts_with(b"[") && self.session.has_batches() {
                // Of its own, since calls come and go while it is read.
                let batch = bytes.to_vec();
                self.take_batch(&batch);
                continue;
            }
            let before = self.out.len();
            let heard = self.session.hear(bytes, &self.calls, &mut self.out);
            if self.out.len() > before {
                self.out.push(b'\n');
            }
            match heard {
                Heard::Done => self.order_notices(before),
                Heard::Running(pending) => self.calls.start(pending, None),
                Heard::Cancel(id) => self.cancel(&id),
            }
        }
    }

    /// Hears the messages of a batch, whose answers wait for each other.
    #[cold]
    fn take_batch(&mut self, bytes: &[u8]) {
        let members = match std::str::from_utf8(bytes).map(batch::members) {
            Ok(Ok(members)) => members,
            Ok(Err(error)) => return self.refuse(&error),
            Err(_) => {
                return self.refuse(&McpError::new(code::PARSE_ERROR, "Parse error: the line is not UTF-8"));
            }
        };
        let number = self.batches.open();
        let mut answer = Vec::new();
        for member in members {
            if self.batches.is_full(number)
                && let Some(refusal) = batch::refusal(member.get())
            {
                self.batches.add(number, &refusal);
                continue;
            }
            answer.clear();
            match self.session.hear_text(member.get(), &self.calls, &mut answer) {
                Heard::Done => self.batches.add(number, &answer),
                Heard::Running(pending) => {
                    self.batches.wait(number);
                    self.calls.start(pending, Some(number));
                }
                Heard::Cancel(id) => self.cancel(&id),
            }
        }
        self.end_member(number);
    }

    /// One thing less that the batch waits for.
    fn end_member(&mut self, batch: u64) {
        if let Some(answers) = self.batches.done(batch) {
            // What its handlers said goes before their answers.
            self.take_notices();
            self.say(&answers);
        }
    }

    fn cancel(&mut self, id: &str) {
        match self.calls.cancel(id) {
            Some(Left { batch: Some(batch), .. }) => self.end_member(batch),
            Some(_) => {}
            None => drop(self.session.ignore("a cancellation of no call under way")),
        }
    }

    fn say(&mut self, message: &[u8]) {
        self.out.extend_from_slice(message);
        self.out.push(b'\n');
    }

    /// Answers a line that is no message.
    fn refuse(&mut self, error: &McpError) {
        error_response(&mut self.out, b"null", error);
        self.out.push(b'\n');
    }

    /// What a handler said while it was at work goes before its answer.
    #[inline]
    fn order_notices(&mut self, answer: usize) {
        if self.session.connection().outgoing.is_empty() {
            return;
        }
        let answer = self.out.split_off(answer);
        self.take_notices();
        self.out.extend_from_slice(&answer);
    }

    fn take_notices(&mut self) {
        while let Some(notice) = self.session.connection().outgoing.pop() {
            self.say(&notice);
        }
    }

    fn finish(&mut self, finished: Finished) {
        let Some(Left { what: ended, batch }) = self.calls.answer(finished) else {
            return;
        };
        let Ended {
            id,
            mut answer,
            granted,
        } = ended;
        // What was said before goes first; and the acknowledgement of a subscription after that.
        if batch.is_none() {
            self.take_notices();
        }
        if let Some(message) = granted {
            self.session.listen(&id, &message, &mut answer);
        }
        match batch {
            Some(batch) => {
                self.batches.add(batch, &answer);
                self.end_member(batch);
            }
            None if answer.is_empty() => {}
            None => self.say(&answer),
        }
    }

    /// Waits for whatever comes first; reads and writes at the same time, so that a client that does only one of the
    /// two cannot lock both sides.
    async fn wait<R: AsyncRead + Unpin, W: AsyncWrite + Unpin>(
        &mut self,
        reader: &mut R,
        writer: &mut W,
        mut notice: Pin<&mut impl Future<Output = ()>>,
        open: bool,
        ending: &mut Option<Pin<Box<tokio::time::Sleep>>>,
    ) -> io::Result<Event> {
        let may_read = self.unsent() < HIGH_WATER;
        let mut has_to_write = self.has_to_write();
        let Stream {
            lines,
            out,
            room,
            sent,
            unflushed,
            calls,
            ..
        } = self;
        let mut read = pin!(async {
            if open && may_read {
                reader.read_buf(lines.buffer()).await
            } else {
                std::future::pending().await
            }
        });
        let mut write = pin!(async {
            if *sent < out.len() {
                let count = writer.write(&out[*sent..]).await?;
                if count == 0 {
                    return Err(io::ErrorKind::WriteZero.into());
                }
                *sent += count;
                *unflushed = true;
            }
            if *sent < out.len() {
                if *sent >= SENT && *sent * 2 >= out.len() {
                    // A client that keeps us busy must not make the sent part pile up.
                    out.drain(..*sent);
                    *sent = 0;
                }
                return Ok(false);
            }
            if *sent > 0 {
                room.empty(out);
                *sent = 0;
            }
            // Given up when something else comes first, and then taken up again.
            writer.flush().await?;
            *unflushed = false;
            Ok(true)
        });
        poll_fn(|context| {
            if has_to_write && let Poll::Ready(all) = write.as_mut().poll(context) {
                // All that was to be said is said: what comes next is waited for at once.
                has_to_write = match all {
                    Ok(true) if may_read && open => false,
                    written => return Poll::Ready(written.map(|_| Event::Wrote)),
                };
            }
            if let Poll::Ready(ended) = calls.poll_ended(context) {
                return Poll::Ready(Ok(ended.map_or(Event::Cancelled, Event::Finished)));
            }
            if may_read && notice.as_mut().poll(context).is_ready() {
                return Poll::Ready(Ok(Event::Notice));
            }
            if let Poll::Ready(count) = read.as_mut().poll(context) {
                return Poll::Ready(count.map(Event::Read));
            }
            if let Some(ending) = ending
                && ending.as_mut().poll(context).is_ready()
            {
                return Poll::Ready(Ok(Event::Over));
            }
            Poll::Pending
        })
        .await
    }
}

/// Serves a client of this process, on a task of its own, until the client drops the end of the pipe that this returns.
///
/// # Errors
/// The server has a fault.
pub(crate) fn attach(server: &super::Server, debug: bool) -> Result<tokio::io::DuplexStream, super::BuildError> {
    let session = Session::of_this_process(server.shared()?.clone(), debug);
    let (near, far) = tokio::io::duplex(64 * 1024);
    tokio::spawn(async move {
        let (reader, writer) = tokio::io::split(far);
        if let Err(error) = serve(session, reader, writer, StreamLimits::default()).await {
            tracing::debug!(%error, "a client of this process went away");
        }
    });
    Ok(near)
}
