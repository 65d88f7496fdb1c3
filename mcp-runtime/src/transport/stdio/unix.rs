//! Standard input and output on Unix: pipes and sockets without a thread.

use super::{Reader, Writer, threaded};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileTypeExt;
use tokio::net::UnixStream;
use tokio::net::unix::pipe;

pub(super) type Owned = OwnedFd;

/// A file that has nothing in it.
pub(super) const NOTHING: &str = "/dev/null";

pub(super) fn stdin() -> io::Result<Owned> {
    io::stdin().as_fd().try_clone_to_owned()
}

pub(super) fn stdout() -> io::Result<Owned> {
    io::stdout().as_fd().try_clone_to_owned()
}

pub(super) fn set_stdin(to: &impl AsFd) -> io::Result<()> {
    Ok(rustix::stdio::dup2_stdin(to.as_fd())?)
}

pub(super) fn set_stdout(to: &impl AsFd) -> io::Result<()> {
    Ok(rustix::stdio::dup2_stdout(to.as_fd())?)
}

pub(super) fn restore_stdin(to: &Owned) -> io::Result<()> {
    set_stdin(to)
}

pub(super) fn reader(fd: Owned) -> io::Result<Reader> {
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
    // Files and terminals.
    Ok(Box::new(threaded(File::from(fd))?))
}

pub(super) fn writer(fd: Owned) -> io::Result<Writer> {
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
    Ok(Box::new(tokio::fs::File::from_std(File::from(fd))))
}

fn kind(fd: &OwnedFd) -> io::Result<std::fs::FileType> {
    Ok(File::from(fd.try_clone()?).metadata()?.file_type())
}

fn reopened(fd: &OwnedFd, options: &std::fs::OpenOptions) -> io::Result<File> {
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
