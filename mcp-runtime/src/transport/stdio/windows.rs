//! Standard input and output on Windows, where each of them is an entry in a table of the process: what prints looks the
//! entry up each time, so another handle in it is a guard. Only a C runtime keeps what it found at start, so what C code
//! prints is not caught.

use super::{Reader, Writer, threaded};
use filedescriptor::{FileDescriptor, StdioDescriptor};
use std::fs::File;
use std::io::{self, Read};
use std::os::windows::io::{AsHandle, AsRawHandle, OwnedHandle};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

pub(super) type Owned = OwnedHandle;

/// A file that has nothing in it.
pub(super) const NOTHING: &str = "NUL";

/// The handles that the process was started with. A C runtime keeps their numbers, so they are never closed: a number that is
/// free becomes that of the next file.
static STARTED_WITH: [OnceLock<FileDescriptor>; 2] = [OnceLock::new(), OnceLock::new()];

/// Who reads standard input.
static READ: Mutex<Waiting> = Mutex::new(Waiting::Nobody);

/// Whether a thread waits for standard input.
enum Waiting {
    Nobody,
    /// That of a server.
    Thread,
    /// That of a server that was cancelled: it puts this back when it has had its input.
    Left(OwnedHandle),
}

fn waiting() -> MutexGuard<'static, Waiting> {
    READ.lock().unwrap_or_else(PoisonError::into_inner)
}

/// # Errors
/// It is closed, or the thread of a server that was cancelled still waits for it.
pub(super) fn stdin() -> io::Result<Owned> {
    if !matches!(*waiting(), Waiting::Nobody) {
        return Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            "standard input is still read for a server that was cancelled",
        ));
    }
    // The copy, unlike what it is a copy of, is not inherited by children.
    io::stdin().as_handle().try_clone_to_owned()
}

pub(super) fn stdout() -> io::Result<Owned> {
    io::stdout().as_handle().try_clone_to_owned()
}

pub(super) fn set_stdin(to: &impl AsRawHandle) -> io::Result<()> {
    set(to, StdioDescriptor::Stdin, &STARTED_WITH[0])
}

pub(super) fn set_stdout(to: &impl AsRawHandle) -> io::Result<()> {
    set(to, StdioDescriptor::Stdout, &STARTED_WITH[1])
}

/// Later, where a thread still waits for input: whoever asks what the handle is would wait, too, and for as long. A child
/// that inherits it asks that before anything else.
pub(super) fn restore_stdin(to: &Owned) -> io::Result<()> {
    let mut waiting = waiting();
    if matches!(*waiting, Waiting::Nobody) {
        return set_stdin(to);
    }
    *waiting = Waiting::Left(to.try_clone()?);
    Ok(())
}

fn set(to: &impl AsRawHandle, which: StdioDescriptor, started_with: &OnceLock<FileDescriptor>) -> io::Result<()> {
    let before = FileDescriptor::redirect_stdio(to, which).map_err(io::Error::other)?;
    // Later ones are ours, and close when they are replaced.
    drop(started_with.set(before));
    Ok(())
}

/// Pipes that a process is started with can only be waited for by a thread.
pub(super) fn reader(handle: Owned) -> io::Result<Reader> {
    *waiting() = Waiting::Thread;
    Ok(Box::new(threaded(Input(File::from(handle)))?))
}

pub(super) fn writer(handle: Owned) -> io::Result<Writer> {
    Ok(Box::new(tokio::fs::File::from_std(File::from(handle))))
}

/// Standard input, for as long as the thread has it.
struct Input(File);

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        let mut waiting = waiting();
        if let Waiting::Left(input) = std::mem::replace(&mut *waiting, Waiting::Nobody) {
            let _ = set_stdin(&input);
        }
    }
}
