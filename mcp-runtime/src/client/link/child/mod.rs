//! A server that is a program of its own, on its standard input and output.

#[cfg(windows)]
mod lookup;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use self::unix as system;
#[cfg(windows)]
use self::windows as system;
use crate::client::hear;
use crate::transport::lines::{Line, Lines};
use crate::transport::room::OF_MANY;
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::process::{ChildStderr, ChildStdin, ChildStdout};
use tokio::time::timeout;

pub(super) use self::system::Program;

/// The longest line of a program's standard error that is handed on.
const LONGEST_LINE: usize = 64 * 1024;
/// How long a program may take to end once its standard input is closed, and once it is killed.
const PATIENCE: Duration = Duration::from_secs(2);

/// What becomes of a program's messages that are not UTF-8, as all messages must be (basic/transports, "stdio").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodingErrors {
    /// They are not read; a request that one of them answers fails with [`ClientError::Unexpected`](crate::ClientError::Unexpected).
    #[default]
    Strict,
    /// U+FFFD stands for what is wrong.
    Replace,
    /// What is wrong is left out.
    Ignore,
}

impl EncodingErrors {
    /// The text of a line, and whether it is what the line says.
    pub(super) fn read(self, line: &[u8]) -> (Cow<'_, str>, bool) {
        match (String::from_utf8_lossy(line), self) {
            (Cow::Borrowed(text), _) => (Cow::Borrowed(text), true),
            (replaced, EncodingErrors::Strict) => (replaced, false),
            (replaced, EncodingErrors::Replace) => (replaced, true),
            (_, EncodingErrors::Ignore) => {
                let valid = line.utf8_chunks().map(|chunk| chunk.valid());
                (Cow::Owned(valid.collect()), true)
            }
        }
    }
}

/// What is called with each line of a program's standard error.
type Hear = Arc<dyn Fn(&str) + Send + Sync>;

/// A program to start and speak to over its standard input and output.
///
/// It is started as it is, without a shell: arguments are passed on word for word. Of the environment it sees `HOME`,
/// `LOGNAME`, `PATH`, `SHELL`, `TERM` and `USER` (on Windows the like), and what [`env`](Self::env) adds. Its standard
/// error is that of this process, unless [`on_stderr`](Self::on_stderr) hears it.
///
/// It is asked to end by closing its standard input. One that has not ended after two seconds is told to (SIGTERM), and
/// killed after two more. It is the first of a process group of its own: control-C in a terminal is not for it, and where it
/// has to be killed, what it has started is killed with it.
///
/// # On Windows
/// A name without a path is looked up in `PATH` with the extensions of `PATHEXT`, as a command prompt does it, so that `npx`
/// is found, which is a script `npx.cmd`; but never in the current directory. Scripts (`.cmd`, `.bat`) cannot be started
/// without `cmd.exe`: what it would take for its own in an argument is escaped, and an argument with a line break is refused.
/// They reach a program that the script starts with `%*` word for word; where a script takes off their quotes (`%~1`),
/// `cmd.exe` reads them as commands.
///
/// There is no SIGTERM: after the two seconds, it is killed. It is in a job of its own, so what it has started ends with it
/// where it is killed, and where this process dies; where it ends by itself, once the client is closed or dropped. It gets no
/// console window.
///
/// ```no_run
/// # async fn example() -> Result<(), mcp::ClientError> {
/// use mcp::Client;
/// use mcp::client::Command;
///
/// let client = Client::connect(Command::new("weather").arg("--fast")).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Command {
    program: OsString,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    directory: Option<PathBuf>,
    stderr: Option<Hear>,
    pub(super) encoding_errors: EncodingErrors,
}

/// Without the values of the environment, which may be secrets.
impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.environment.iter().map(|(name, _)| name).collect();
        f.debug_struct("Command")
            .field("program", &self.program)
            .field("arguments", &self.arguments)
            .field("environment", &names)
            .field("directory", &self.directory)
            .finish_non_exhaustive()
    }
}

impl Command {
    /// The program at this path, or of this name in `PATH`.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        Command {
            program: program.as_ref().to_owned(),
            arguments: Vec::new(),
            environment: Vec::new(),
            directory: None,
            stderr: None,
            encoding_errors: EncodingErrors::Strict,
        }
    }

    /// What tells this server from others.
    pub(in crate::client) fn identity(&self) -> String {
        let Command {
            program,
            arguments,
            environment,
            directory,
            stderr: _,
            encoding_errors: _,
        } = self;
        format!("{program:?} {arguments:?} {environment:?} {directory:?}")
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.arguments
            .extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// Sets a variable of its environment, also one that it would inherit.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment
            .push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// The directory it starts in; that of this process unless set. A program given by a relative path should then be
    /// given by an absolute one: systems differ in what it is relative to.
    #[must_use]
    pub fn current_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.directory = Some(directory.into());
        self
    }

    /// Calls this with each line of the program's standard error, in place of passing it on. What is no UTF-8 is replaced;
    /// of a line of more than 64 KiB only that there was one is told.
    #[must_use]
    pub fn on_stderr(mut self, hear: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.stderr = Some(Arc::new(hear));
        self
    }

    /// What becomes of its messages that are not UTF-8; [`EncodingErrors::Strict`] unless set.
    #[must_use]
    pub fn encoding_errors(mut self, errors: EncodingErrors) -> Self {
        self.encoding_errors = errors;
        self
    }

    /// Starts the program. It is killed when what is returned is dropped.
    ///
    /// # Errors
    /// There is no such program, or it may not be started.
    pub(super) fn start(&self) -> io::Result<(Program, ChildStdout, ChildStdin)> {
        let name = self.program.to_string_lossy();
        let cannot = |error: io::Error| io::Error::new(error.kind(), format!("cannot start {name}: {error}"));
        let file = system::file(&self.program, &self.environment).map_err(cannot)?;
        let mut command = tokio::process::Command::new(file);
        command
            .args(&self.arguments)
            .env_clear()
            .envs(inherited())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(if self.stderr.is_some() {
                Stdio::piped()
            } else {
                Stdio::inherit()
            });
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
        }
        let mut program = Program::start(command).map_err(cannot)?;
        let (stdin, stdout, stderr) = program.streams();
        if let (Some(stderr), Some(hear)) = (stderr, self.stderr.clone()) {
            tokio::spawn(hear_lines(stderr, hear));
        }
        match (stdout, stdin) {
            (Some(stdout), Some(stdin)) => Ok((program, stdout, stdin)),
            _ => Err(io::Error::other(format!("{name} has no standard streams"))),
        }
    }
}

fn inherited() -> impl Iterator<Item = (&'static str, OsString)> {
    system::INHERITED.iter().filter_map(|&name| {
        let value = std::env::var_os(name)?;
        // An exported shell function, which a shell in the child would run.
        (!value.as_encoded_bytes().starts_with(b"()")).then_some((name, value))
    })
}

/// Hands on a program's standard error until nothing has it open any more.
async fn hear_lines(mut stderr: ChildStderr, heard: Hear) {
    let mut lines = Lines::new(LONGEST_LINE, OF_MANY);
    let call = |line: &str| hear::call("a program's standard error", || heard(line));
    while let Ok(1..) = stderr.read_buf(lines.buffer()).await {
        while let Some(line) = lines.next() {
            match line {
                Line::Whole(line) => call(String::from_utf8_lossy(lines.bytes(line)).trim_end_matches('\r')),
                Line::TooLong => call("(a line of more than 64 KiB)"),
            }
        }
    }
    if let Some(rest) = lines.rest() {
        call(&String::from_utf8_lossy(lines.bytes(rest)));
    }
}

/// Sees the program out. Its standard input is closed, which is how a server is asked to end. One that has to be told, where
/// the system has a way to, is told with all that it has started.
pub(super) async fn end(mut program: Program) {
    if timeout(PATIENCE, program.ended()).await.is_ok() {
        return;
    }
    tracing::warn!("a server did not end when its standard input was closed");
    if program.tell() && timeout(PATIENCE, program.ended()).await.is_ok() {
        return;
    }
    tracing::warn!("a server did not end by itself, and is killed");
    program.kill();
    if timeout(PATIENCE, program.ended()).await.is_err() {
        tracing::warn!("a server that was killed has not ended yet");
    }
}
