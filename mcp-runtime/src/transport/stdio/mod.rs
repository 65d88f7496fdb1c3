//! Standard input and output as the transport: taken once, guarded, and as fast as what they are connected to.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use self::unix as system;
#[cfg(windows)]
use self::windows as system;
use std::convert::Infallible;
use std::fs::File;
use std::io::{self, ErrorKind, PipeReader, Read, Write};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::sync::oneshot;

/// How long what was printed may take to reach standard error at the end.
const PATIENCE: Duration = Duration::from_millis(100);

static TAKEN: AtomicBool = AtomicBool::new(false);

type Reader = Box<dyn AsyncRead + Send + Unpin>;
type Writer = Box<dyn AsyncWrite + Send + Unpin>;

/// Standard input and output, taken from the rest of the process until this is dropped. What a handler prints goes to
/// standard error instead, and children that it starts find an empty standard input.
#[derive(Debug)]
pub(crate) struct Stdio {
    stdin: system::Owned,
    stdout: system::Owned,
    /// Nothing is ever sent: that the guard's thread has dropped its end is heard.
    strays: mpsc::Receiver<Infallible>,
    _taken: Taken,
}

/// Nobody else of this process can have the streams until this is dropped.
#[derive(Debug)]
struct Taken;

impl Drop for Taken {
    fn drop(&mut self) {
        TAKEN.store(false, Ordering::Release);
    }
}

impl Stdio {
    /// # Errors
    /// Another server of this process has them, or they are closed.
    pub(crate) fn take() -> io::Result<Self> {
        if TAKEN.swap(true, Ordering::AcqRel) {
            return Err(io::Error::new(
                ErrorKind::AddrInUse,
                "another server of this process is using standard input and output",
            ));
        }
        let taken = Taken;
        let nothing = File::open(system::NOTHING)?;
        let (printed, sink) = io::pipe()?;
        let (ended, strays) = mpsc::channel();
        let guard = move || {
            redirect(printed);
            drop(ended);
        };
        let (stdin, stdout) = (system::stdin()?, system::stdout()?);
        std::thread::Builder::new()
            .name("mcp-stdout-guard".into())
            .spawn(guard)?;
        // From here on, whatever fails drops this, which puts back what was there.
        let stdio = Stdio {
            stdin,
            stdout,
            strays,
            _taken: taken,
        };
        let guarded = system::set_stdout(&sink);
        // The guard's pipe ends when standard output is itself again, so nothing else may hold it.
        drop(sink);
        guarded?;
        system::set_stdin(&nothing)?;
        Ok(stdio)
    }

    /// The streams, by the fastest way that what they are connected to has.
    ///
    /// # Errors
    /// They cannot be opened.
    pub(crate) fn streams(&self) -> io::Result<(Reader, Writer)> {
        Ok((
            system::reader(self.stdin.try_clone()?)?,
            system::writer(self.stdout.try_clone()?)?,
        ))
    }
}

impl Drop for Stdio {
    fn drop(&mut self) {
        let _ = io::stdout().flush();
        let restored = system::set_stdout(&self.stdout);
        let _ = system::restore_stdin(&self.stdin);
        // The guard's pipe closes when standard output is itself again, which ends its thread; but a child that a handler has
        // started may hold it for as long as it lives, and then the thread goes on without this.
        if restored.is_ok() {
            let _ = self.strays.recv_timeout(PATIENCE);
        }
    }
}

/// Copies what was printed by mistake to standard error, and says so once.
fn redirect(mut strays: PipeReader) {
    let mut buffer = [0; 4096];
    let mut warned = false;
    while let Ok(count @ 1..) = strays.read(&mut buffer) {
        if !std::mem::replace(&mut warned, true) {
            tracing::warn!(
                "something printed to standard output, which carries the protocol: it goes to standard error"
            );
        }
        let _ = io::stderr().write_all(&buffer[..count]);
    }
}

/// Read by a thread, which ends with the stream or with the process.
///
/// # Errors
/// There can be no further thread.
fn threaded(mut input: impl Read + Send + 'static) -> io::Result<Threaded> {
    let (near, mut far) = tokio::io::duplex(64 * 1024);
    let (fail, failed) = oneshot::channel();
    let handle = tokio::runtime::Handle::current();
    let copy = move || {
        use tokio::io::AsyncWriteExt;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match input.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => {
                    if handle.block_on(far.write_all(&buffer[..count])).is_err() {
                        break;
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    let _ = fail.send(error);
                    break;
                }
            }
        }
        // Whoever sees the end of the stream may take the input back.
        drop(input);
        drop(far);
    };
    std::thread::Builder::new().name("mcp-stdin".into()).spawn(copy)?;
    Ok(Threaded { near, failed })
}

/// What a thread reads, and the error that it ended with.
struct Threaded {
    near: DuplexStream,
    failed: oneshot::Receiver<io::Error>,
}

impl AsyncRead for Threaded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.near).poll_read(context, buffer);
        if matches!(read, Poll::Ready(Ok(()))) && buffer.filled().len() == before {
            // The thread says so before it ends the stream.
            if let Ok(error) = self.failed.try_recv() {
                return Poll::Ready(Err(error));
            }
        }
        read
    }
}
