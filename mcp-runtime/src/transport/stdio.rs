//! Standard input and output as the transport: taken once, guarded, and as fast as what they are connected to.

use std::io::{self, PipeReader, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileTypeExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::UnixStream;
use tokio::net::unix::pipe;

static TAKEN: AtomicBool = AtomicBool::new(false);

type Reader = Box<dyn AsyncRead + Send + Unpin>;
type Writer = Box<dyn AsyncWrite + Send + Unpin>;

/// Standard input and output, taken from the rest of the process until this is dropped. What a handler prints goes to
/// standard error instead, and children that it starts find an empty standard input.
#[derive(Debug)]
pub(crate) struct Stdio {
    stdin: OwnedFd,
    stdout: OwnedFd,
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
        let stdin = io::stdin().as_fd().try_clone_to_owned()?;
        let stdout = io::stdout().as_fd().try_clone_to_owned()?;
        let (strays, sink) = io::pipe()?;
        rustix::stdio::dup2_stdout(sink.as_fd())?;
        rustix::stdio::dup2_stdin(std::fs::File::open("/dev/null")?.as_fd())?;
        let strays = std::thread::Builder::new()
            .name("mcp-stdout-guard".into())
            .spawn(move || redirect(strays))?;
        Ok(Stdio {
            stdin,
            stdout,
            strays: Some(strays),
        })
    }

    /// The streams, by the fastest way that what they are connected to has: pipes and sockets without a thread.
    ///
    /// # Errors
    /// They cannot be opened.
    pub(crate) fn streams(&self) -> io::Result<(Reader, Writer)> {
        Ok((reader(self.stdin.try_clone()?)?, writer(self.stdout.try_clone()?)?))
    }
}

impl Drop for Stdio {
    fn drop(&mut self) {
        // The guard's pipe closes when standard output is itself again, which ends its thread.
        let _ = io::stdout().flush();
        let restored = rustix::stdio::dup2_stdout(self.stdout.as_fd());
        let _ = rustix::stdio::dup2_stdin(self.stdin.as_fd());
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

fn kind(fd: &OwnedFd) -> io::Result<std::fs::FileType> {
    Ok(std::fs::File::from(fd.try_clone()?).metadata()?.file_type())
}

fn reader(fd: OwnedFd) -> io::Result<Reader> {
    let kind = kind(&fd)?;
    if kind.is_fifo() {
        // Opened anew, so that it does not become non-blocking for whoever else holds it.
        if let Ok(file) = reopened(&fd, std::fs::OpenOptions::new().read(true)) {
            return Ok(Box::new(pipe::Receiver::from_file(file)?));
        }
    } else if kind.is_socket()
        && let Ok(stream) = socket(fd.try_clone()?)
    {
        return Ok(Box::new(stream));
    }
    Ok(Box::new(threaded(fd)))
}

fn writer(fd: OwnedFd) -> io::Result<Writer> {
    let kind = kind(&fd)?;
    if kind.is_fifo() {
        if let Ok(file) = reopened(&fd, std::fs::OpenOptions::new().write(true)) {
            return Ok(Box::new(pipe::Sender::from_file(file)?));
        }
    } else if kind.is_socket()
        && let Ok(stream) = socket(fd.try_clone()?)
    {
        return Ok(Box::new(stream));
    }
    Ok(Box::new(tokio::fs::File::from_std(std::fs::File::from(fd))))
}

fn reopened(fd: &OwnedFd, options: &std::fs::OpenOptions) -> io::Result<std::fs::File> {
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = options.clone();
    options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    options.open(format!("/dev/fd/{}", fd.as_raw_fd()))
}

fn socket(fd: OwnedFd) -> io::Result<UnixStream> {
    let stream = std::os::unix::net::UnixStream::from(fd);
    // A socket of another family has no such address.
    stream.local_addr()?;
    stream.set_nonblocking(true)?;
    UnixStream::from_std(stream)
}

/// Files and terminals: read by a thread, which ends with the stream or with the process.
fn threaded(fd: OwnedFd) -> tokio::io::DuplexStream {
    let (near, far) = tokio::io::duplex(64 * 1024);
    let handle = tokio::runtime::Handle::current();
    let copy = move || {
        use tokio::io::AsyncWriteExt;
        let mut far = far;
        let mut file = std::fs::File::from(fd);
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = file.read(&mut buffer) {
            if handle.block_on(far.write_all(&buffer[..count])).is_err() {
                return;
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("mcp-stdin".into()).spawn(copy) {
        tracing::error!(%error, "standard input cannot be read");
    }
    near
}
