//! A pair of byte streams, a message a line: a child's standard streams, a pipe in memory, a pair of the user's.

use super::child::{self, Command, EncodingErrors, Program};
use super::write::{Waiting, write_until};
use super::{Boxed, Failure, Link, Outgoing, cancelled};
use crate::client::error::ClientError;
use crate::client::peer::{Closing, Peer};
use crate::transport::lines::{Line, Lines, trimmed};
use crate::transport::room::OF_MANY;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

/// Messages that may wait to be written; whoever has one more waits with it.
const MOST_UNSENT: usize = 256;
/// How long a server in this process may take to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// A connection on two byte streams.
pub(in crate::client) struct StreamLink {
    out: Mutex<Option<Out>>,
    unsent: Arc<Semaphore>,
    tasks: Mutex<Option<Tasks>>,
}

/// The way to the writer; dropped at the end, which the writer sees.
struct Out {
    lines: mpsc::UnboundedSender<Waiting>,
    _alive: oneshot::Sender<()>,
}

struct Tasks {
    /// One task, which ends where this is dropped: the stream is let go of, whoever has it open at the other side.
    reader: JoinSet<()>,
    writer: JoinHandle<()>,
    program: Option<Program>,
}

impl StreamLink {
    /// Starts the two tasks.
    pub(in crate::client) fn start<R, W>(peer: &Arc<Peer>, reader: R, writer: W) -> Self
    where
        R: AsyncRead + Send + Unpin + 'static,
        W: AsyncWrite + Send + Unpin + 'static,
    {
        StreamLink::with(peer, reader, writer, None, EncodingErrors::Strict)
    }

    /// Starts a program, and the two tasks.
    ///
    /// # Errors
    /// There is no such program, or it may not be started.
    pub(in crate::client) fn start_program(peer: &Arc<Peer>, command: &Command) -> io::Result<Self> {
        let (program, stdout, stdin) = command.start()?;
        Ok(StreamLink::with(
            peer,
            stdout,
            stdin,
            Some(program),
            command.encoding_errors,
        ))
    }

    fn with<R, W>(peer: &Arc<Peer>, reader: R, writer: W, program: Option<Program>, errors: EncodingErrors) -> Self
    where
        R: AsyncRead + Send + Unpin + 'static,
        W: AsyncWrite + Send + Unpin + 'static,
    {
        let (lines, waiting) = mpsc::unbounded_channel();
        let (alive, ended) = oneshot::channel();
        let mut reading = JoinSet::new();
        reading.spawn(read(Closing(peer.clone()), reader, errors));
        let writer = tokio::spawn(write_until(Closing(peer.clone()), ended, waiting, writer));
        StreamLink {
            out: Mutex::new(Some(Out { lines, _alive: alive })),
            unsent: Arc::new(Semaphore::new(MOST_UNSENT)),
            tasks: Mutex::new(Some(Tasks {
                reader: reading,
                writer,
                program,
            })),
        }
    }

    fn out(&self) -> MutexGuard<'_, Option<Out>> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn queue(&self, peer: &Peer, message: Outgoing<'_>) -> Result<(), ClientError> {
        let permit = self.unsent.clone().acquire_owned().await;
        let permit = Some(permit.map_err(|_| ClientError::Closed)?);
        let out = self.out();
        let lines = &out.as_ref().ok_or(ClientError::Closed)?.lines;
        if let Some(id) = message.id() {
            peer.sent(id);
        }
        let line = message.text;
        lines.send(Waiting { line, permit }).map_err(|_| ClientError::Closed)
    }
}

impl Link for StreamLink {
    fn send<'a>(&'a self, peer: &'a Arc<Peer>, message: Outgoing<'a>) -> Boxed<'a, Result<(), Failure>> {
        Box::pin(async move { Ok(self.queue(peer, message).await?) })
    }

    /// Needs no permit: each request that had one is cancelled once at most.
    fn cancel(&self, _: &Arc<Peer>, id: u64, reason: &str) {
        if let Some(out) = self.out().as_ref() {
            let line = cancelled(id, reason);
            drop(out.lines.send(Waiting { line, permit: None }));
        }
    }

    fn end(&self, under_way: &[u64]) {
        let out = self.out().take();
        self.unsent.close();
        if let Some(out) = out {
            for id in under_way {
                let line = cancelled(*id, "connection closed");
                drop(out.lines.send(Waiting { line, permit: None }));
            }
        }
    }

    /// Kills the program at the other side.
    fn abandon(&self) {
        let tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut program) = tasks.and_then(|tasks| tasks.program) {
            program.kill();
        }
    }

    fn ended(&self) -> Boxed<'_, ()> {
        Box::pin(async {
            let tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(Tasks {
                mut reader,
                writer,
                program,
            }) = tasks
            else {
                return;
            };
            // It limits itself.
            let _ = writer.await;
            match program {
                Some(program) => child::end(program).await,
                None => drop(timeout(PATIENCE, reader.join_next()).await),
            }
        })
    }
}

/// Hears every line until the stream ends.
async fn read<R: AsyncRead + Unpin>(closing: Closing, mut reader: R, errors: EncodingErrors) {
    let peer = &closing.0;
    let longest = peer.longest;
    let mut lines = Lines::new(longest, OF_MANY);
    let hear = |line: &[u8]| match errors.read(trimmed(line)) {
        (text, _) if text.is_empty() => {}
        (text, true) => peer.hear(&text),
        (text, false) => peer.garbled(&text),
    };
    loop {
        match reader.read_buf(lines.buffer()).await {
            Ok(1..) => {}
            ended => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "the server cannot be read any more");
                } else if let Some(rest) = lines.rest() {
                    hear(lines.bytes(rest));
                }
                return;
            }
        }
        while let Some(line) = lines.next() {
            match line {
                Line::Whole(line) => hear(lines.bytes(line)),
                // Whose answer it was cannot be told, and whoever waits for it must not wait for ever.
                Line::TooLong => peer.fail_calls(|| ClientError::TooLarge { limit: longest }),
            }
        }
    }
}
