//! A program on Windows: in a job, which what it starts belongs to, and which is killed as one.

use super::lookup;
use process_wrap::tokio::{ChildWrapper, CommandWrap, CreationFlags, JobObject, KillOnDrop};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;
use tokio::process::{ChildStderr, ChildStdin, ChildStdout, Command};
use windows::Win32::System::Threading::CREATE_NO_WINDOW;

/// What a program inherits of this process's environment; the rest may hold secrets that are no business of a server.
pub(super) const INHERITED: &[&str] = &[
    "APPDATA",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "PATH",
    "PATHEXT",
    "PROCESSOR_ARCHITECTURE",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "USERNAME",
    "USERPROFILE",
];

/// The program's file, by what it will see as `PATH` and `PATHEXT`.
///
/// # Errors
/// There is none.
pub(super) fn file(program: &OsStr, environment: &[(OsString, OsString)]) -> io::Result<OsString> {
    if lookup::is_path(program) {
        return Ok(program.to_owned());
    }
    let variable = |name: &str| {
        let set = environment.iter().rev().find(|(set, _)| set.eq_ignore_ascii_case(name));
        set.map(|(_, value)| value.clone()).or_else(|| std::env::var_os(name))
    };
    let path = variable("PATH").unwrap_or_default();
    lookup::find(program, &path, variable("PATHEXT").as_deref())
        .map(PathBuf::into_os_string)
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no such program in PATH"))
}

/// A program that was started; killed when dropped, with all that it has started.
#[derive(Debug)]
pub(in crate::client::link) struct Program(Box<dyn ChildWrapper>);

impl Program {
    /// # Errors
    /// There is no such program, or it may not be started.
    pub(super) fn start(command: Command) -> io::Result<Self> {
        let is_script = lookup::is_script(command.as_std().get_program().as_ref());
        // It is in the job before it runs, so nothing that it starts is outside. A console of its own, which is not seen:
        // control-C in a terminal is for this process, and a program with windows of its own gets no black one.
        let started = CommandWrap::from(command)
            .wrap(CreationFlags(CREATE_NO_WINDOW))
            .wrap(KillOnDrop)
            .wrap(JobObject)
            .spawn();
        match started {
            Ok(program) => Ok(Program(program)),
            Err(error) if is_script && error.kind() == io::ErrorKind::InvalidInput => Err(io::Error::new(
                error.kind(),
                format!("it is a script, which cannot be given one of the arguments word for word ({error})"),
            )),
            Err(error) => Err(error),
        }
    }

    pub(super) fn streams(&mut self) -> (Option<ChildStdin>, Option<ChildStdout>, Option<ChildStderr>) {
        let child = &mut self.0;
        (child.stdin().take(), child.stdout().take(), child.stderr().take())
    }

    /// Waits until it has ended; what it has started may live on until this is dropped.
    pub(super) async fn ended(&mut self) {
        // Of the program, not of its job.
        let _ = self.0.inner_mut().wait().await;
    }

    /// Tells it to end: there is no signal that says so.
    pub(super) fn tell(&self) -> bool {
        false
    }

    /// Kills it, and all that it has started.
    pub(in crate::client::link) fn kill(&mut self) {
        let _ = self.0.start_kill();
    }
}
