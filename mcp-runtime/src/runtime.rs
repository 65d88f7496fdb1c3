//! The tokio runtime behind `#[mcp::main]` and `#[mcp::test]`.

use std::sync::OnceLock;
use std::time::Duration;
use tokio::runtime::Builder;

/// The package of the program, and its version.
static PROGRAM: OnceLock<(&str, &str)> = OnceLock::new();

/// Notes the package of the program; the first word counts.
pub(crate) fn set_program(name: Option<&'static str>, version: Option<&'static str>) {
    if let Some(name) = name {
        PROGRAM.get_or_init(|| (name, version.unwrap_or("0")));
    }
}

/// The package of the program and its version, as `#[mcp::main]` noted them; without it the name of the executable.
pub(crate) fn program() -> (String, String) {
    if let Some((name, version)) = PROGRAM.get() {
        return ((*name).to_owned(), (*version).to_owned());
    }
    let path = std::env::current_exe().unwrap_or_default();
    let name = path
        .file_stem()
        .map_or("unknown".into(), |name| name.to_string_lossy().into_owned());
    (name, "0".to_owned())
}

/// Runs `future` to its end. A program gets as many workers as the machine has cores; a test runs on its own thread.
pub(crate) fn block_on<F: Future>(future: F, test: bool) -> F::Output {
    let mut builder = if test {
        Builder::new_current_thread()
    } else {
        Builder::new_multi_thread()
    };
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        // Without threads or descriptors nothing can run: there is no caller to tell.
        Err(error) => panic!("the runtime could not be started: {error}"),
    };
    let output = runtime.block_on(future);
    // A thread that waits for standard input cannot be joined.
    runtime.shutdown_timeout(Duration::from_millis(100));
    output
}
