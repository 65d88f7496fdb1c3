//! A panic in a handler is an error of that one call.

use super::error::Error;
use std::any::Any;
use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

/// Panics of handlers since the process started.
static PANICS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static BACKTRACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// How many handlers have panicked since the process started.
pub fn panic_count() -> u64 {
    PANICS.load(Ordering::Relaxed)
}

/// Runs `work`; a panic becomes an error with its message, and its backtrace where one was kept.
pub(crate) fn guard<T>(work: impl FnOnce() -> T) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| error_of(&*payload))
}

/// The error a panic is.
pub(crate) fn error_of(payload: &(dyn Any + Send)) -> Error {
    PANICS.fetch_add(1, Ordering::Relaxed);
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let text = text.unwrap_or("a value that is no text");
    match BACKTRACE.with(RefCell::take) {
        Some(backtrace) => Error::hidden(format!("panicked: {text}\n{backtrace}")),
        None => Error::hidden(format!("panicked: {text}")),
    }
}

/// Keeps the backtraces of panics, for servers in debug mode. The hook that was there still runs.
pub(crate) fn keep_backtraces() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            BACKTRACE.with(|kept| *kept.borrow_mut() = Some(Backtrace::force_capture().to_string()));
            before(info);
        }));
    });
}
