//! The tokio runtime behind `#[mcp::main]` and `#[mcp::test]`.

use std::time::Duration;
use tokio::runtime::Builder;

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
