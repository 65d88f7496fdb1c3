//! A program on Unix: the first of a process group, which what it starts belongs to.

use rustix::process::{Pid, Signal, kill_process_group};
use std::ffi::{OsStr, OsString};
use std::io;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};

/// What a program inherits of this process's environment; the rest may hold secrets that are no business of a server.
pub(super) const INHERITED: &[&str] = &["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER"];

/// The system finds a program by its name itself.
pub(super) fn file(program: &OsStr, _: &[(OsString, OsString)]) -> io::Result<OsString> {
    Ok(program.to_owned())
}

/// A program that was started; killed when dropped, with all that it has started, unless it has ended by then.
#[derive(Debug)]
pub(in crate::client::link) struct Program(Child);

impl Program {
    /// # Errors
    /// There is no such program, or it may not be started.
    pub(super) fn start(mut command: Command) -> io::Result<Self> {
        // Control-C in a terminal is for this process, which then closes the connection as it sees fit.
        command.process_group(0).kill_on_drop(true);
        Ok(Program(command.spawn()?))
    }

    pub(super) fn streams(&mut self) -> (Option<ChildStdin>, Option<ChildStdout>, Option<ChildStderr>) {
        let child = &mut self.0;
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    }

    /// Waits until it has ended; what it has started may live on.
    pub(super) async fn ended(&mut self) {
        let _ = self.0.wait().await;
    }

    /// Tells it to end, with all that it has started; `false` where that is not possible.
    pub(super) fn tell(&self) -> bool {
        self.signal(Signal::TERM)
    }

    /// Kills it, and all that it has started.
    pub(in crate::client::link) fn kill(&mut self) {
        self.signal(Signal::KILL);
        let _ = self.0.start_kill();
    }

    /// Sends a signal to the program's group; `false` where there is none any more.
    fn signal(&self, signal: Signal) -> bool {
        // Not yet reaped, so the id is still this child's, and its group's.
        let id = self
            .0
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw);
        id.is_some_and(|id| kill_process_group(id, signal).is_ok())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Tokio kills the program alone.
        self.signal(Signal::KILL);
    }
}
