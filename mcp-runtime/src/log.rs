//! What the library logs, on standard error, for programs that set up no `tracing` subscriber of their own.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Writes events of a level to standard error, a line each. `MCP_LOG` sets the level: `error`, `warn` (unless set),
/// `info`, `debug`, `trace` or `off`.
struct Stderr(Level);

/// Sets the subscriber, unless the program has one.
pub(crate) fn init() {
    let level = match std::env::var("MCP_LOG")
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "off" => return,
        "error" => Level::ERROR,
        "info" => Level::INFO,
        "debug" => Level::DEBUG,
        "trace" => Level::TRACE,
        _ => Level::WARN,
    };
    // One that is there already is the program's, and stays.
    let _ = tracing::subscriber::set_global_default(Stderr(level));
}

impl Subscriber for Stderr {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= self.0
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = format!("{} {}: ", event.metadata().level(), event.metadata().target());
        let mut fields = String::new();
        event.record(&mut Fields {
            message: &mut line,
            fields: &mut fields,
        });
        line.push_str(&fields);
        line.push('\n');
        // There is nobody to tell when standard error is closed.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Fields<'a> {
    message: &'a mut String,
    fields: &'a mut String,
}

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}
