//! Standard input and output as the transport: taken once, guarded, and as fast as what they are connected to.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use self::unix as system;
#[cfg(windows)]
use self::windows as system;
use std::io::{self, PipeReader, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use tokio::io::{AsyncRead, AsyncWrite};

static TAKEN: AtomicBool = AtomicBool::new(false);

type Reader = Box<dyn AsyncRead + Send + Unpin>;
type Writer = Box<dyn AsyncWrite + Send + Unpin>;

/// Standard input and output, taken from the rest of the process until this is dropped. What a handler prints goes to
/// standard error instead, and children that it starts find an empty standard input.
#[derive(Debug)]
pub(crate) struct Stdio {
    stdin: system::Owned,
    stdout: system::Owned,
    strays: Option<JoinHandle<()>>,
}

impl Stdio {
    /// # Errors
    /// Another server of this process has them, or they are closed.
    pub(crate) fn take() -> io::Result<Self> {
        if TAKEN.swap(true, Ordering::AcqRel) {
            return Err(io::Error::new(
                io::ErrorKind::AddrInUse,
                "another server of this process is using standard input and output",
            ));
        }
        Stdio::guarded().inspect_err(|_| TAKEN.store(false, Ordering::Release))
    }

    fn guarded() -> io::Result<Self> {
        let stdin = system::stdin()?;
        let stdout = system::stdout()?;
        let (strays, sink) = io::pipe()?;
        system::set_stdout(&sink)?;
        system::set_stdin(&std::fs::File::open(system::NOTHING)?)?;
        // The guard's pipe ends when standard output is itself again, so nothing else may hold it.
        drop(sink);
        let strays = std::thread::Builder::new()
            .name("mcp-stdout-guard".into())
            .spawn(move || redirect(strays))?;
        Ok(Stdio {
            stdin,
            stdout,
            strays: Some(strays),
        })
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
        // The guard's pipe closes when standard output is itself again, which ends its thread.
        let _ = io::stdout().flush();
        let restored = system::set_stdout(&self.stdout);
        let _ = system::restore_stdin(&self.stdin);
        if restored.is_ok()
            && let Some(strays) = self.strays.take()
        {
            let _ = strays.join();
        }
        TAKEN.store(false, Ordering::Release);
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
fn threaded(mut input: impl Read + Send + 'static) -> tokio::io::DuplexStream {
    let (near, far) = tokio::io::duplex(64 * 1024);
    let handle = tokio::runtime::Handle::current();
    let copy = move || {
        use tokio::io::AsyncWriteExt;
        let mut far = far;
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = input.read(&mut buffer) {
            if handle.block_on(far.write_all(&buffer[..count])).is_err() {
                break;
            }
        }
        // Whoever sees the end of the stream may take the input back.
        drop(input);
        drop(far);
    };
    if let Err(error) = std::thread::Builder::new().name("mcp-stdin".into()).spawn(copy) {
        tracing::error!(%error, "standard input cannot be read");
    }
    near
}
