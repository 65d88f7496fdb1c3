//! Spans around requests, as a subscriber sees them. A suite of its own: the one subscriber hears every thread.

#[path = "layers/ways.rs"]
#[allow(dead_code)] // Shared with the suite of layers, which uses all of it.
mod ways;

use mcp::McpError;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use ways::*;

type Fields = BTreeMap<&'static str, String>;

/// Keeps the fields of spans, and which of them are entered and closed.
struct Recorder;

static SPANS: Mutex<Vec<(Fields, bool)>> = Mutex::new(Vec::new());

struct Into<'a>(&'a mut Fields);

impl Visit for Into<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target() == "mcp::server"
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields::new();
        attributes.record(&mut Into(&mut fields));
        let mut spans = SPANS.lock().expect("spans");
        spans.push((fields, false));
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let index = usize::try_from(id.into_u64()).expect("an index") - 1;
        values.record(&mut Into(&mut SPANS.lock().expect("spans")[index].0));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}

    fn try_close(&self, id: Id) -> bool {
        let index = usize::try_from(id.into_u64()).expect("an index") - 1;
        SPANS.lock().expect("spans")[index].1 = true;
        true
    }
}

/// The recorder hears of nothing but the test that holds this.
fn record() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // The first one stays.
    let _ = tracing::subscriber::set_global_default(Recorder);
    SPANS.lock().expect("spans").clear();
    turn
}

const SECRET: &str = "s3cr3t";

#[test]
fn every_request_has_one() {
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let layered = server().around(|call, next| async move {
        match call.arguments().and_then(|given| given.get("text")) {
            Some(text) if text == "stop" => Err(McpError::new(-32001, "Stopped")),
            _ => next.run(call).await,
        }
    });
    let call = |name: &str, given: serde_json::Value| json!({ "name": name, "arguments": given });
    let fields = |pairs: &[(&'static str, &str)]| -> Fields {
        pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    };
    let failed = |class| fields(&[("error.type", class), ("otel.status_code", "ERROR")]);
    let protocol = |code| {
        let mut fields = failed(code);
        fields.insert("rpc.response.status_code", code.to_owned());
        fields
    };
    let of_tool = |tool| fields(&[("gen_ai.operation.name", "execute_tool"), ("gen_ai.tool.name", tool)]);
    let table = [
        ("tools/list", json!({}), "tools/list", Fields::new(), Fields::new()),
        (
            "tools/call",
            call("echo", json!({ "text": SECRET })),
            "tools/call echo",
            of_tool("echo"),
            Fields::new(),
        ),
        (
            "tools/call",
            call("echo", json!({ "txet": SECRET })),
            "tools/call echo",
            of_tool("echo"),
            failed("tool_error"),
        ),
        (
            "tools/call",
            call("echo", json!({ "text": "stop" })),
            "tools/call echo",
            of_tool("echo"),
            protocol("-32001"),
        ),
        (
            "tools/call",
            call("explode", json!({})),
            "tools/call explode",
            of_tool("explode"),
            failed("tool_error"),
        ),
        // What only the client calls so is not shown.
        (
            "tools/call",
            call(SECRET, json!({})),
            "tools/call",
            fields(&[("gen_ai.operation.name", "execute_tool")]),
            failed("tool_error"),
        ),
        (
            "prompts/get",
            call("greet", json!({ "name": SECRET })),
            "prompts/get greet",
            fields(&[("gen_ai.prompt.name", "greet")]),
            Fields::new(),
        ),
        (
            "resources/read",
            json!({ "uri": format!("docs://{SECRET}") }),
            "resources/read",
            fields(&[("mcp.resource.uri", "docs://{page}")]),
            Fields::new(),
        ),
        (
            "resources/read",
            json!({ "uri": format!("other://{SECRET}"), "_meta": { "traceparent": parent } }),
            "resources/read",
            fields(&[("traceparent", parent)]),
            protocol("-32602"),
        ),
    ];
    for way in [Way::InProcess, Way::OldInProcess] {
        for (method, params, name, mut more, outcome) in table.clone() {
            let _turn = record();
            ask(way, &layered, "", method, &params);
            let spans = SPANS.lock().expect("spans").clone();
            let (mut last, closed) = spans.last().expect("a span").clone();
            assert!(closed, "{last:?}");
            assert!(!format!("{spans:?}").contains(SECRET), "{spans:?}");
            let id = last.remove("jsonrpc.request.id").expect("an id");
            assert!(id.parse::<u64>().is_ok(), "{id}");
            more.extend(outcome);
            more.extend(fields(&[
                ("mcp.method.name", method),
                (
                    "mcp.protocol.version",
                    if way == Way::InProcess {
                        "2026-07-28"
                    } else {
                        "2025-11-25"
                    },
                ),
                ("network.transport", "pipe"),
                ("otel.kind", "server"),
                ("otel.name", name),
                ("rpc.system.name", "jsonrpc"),
            ]));
            assert_eq!(last, more, "{way:?}");
            let first = if way == Way::InProcess {
                "server/discover"
            } else {
                "initialize"
            };
            assert_eq!(spans.first().map(|span| span.0["otel.name"].as_str()), Some(first));
        }
    }
}

/// A call that is waited for is within its span all along, and one that is cancelled says so.
#[test]
fn a_cancelled_one_says_so() {
    let _turn = record();
    let server = server();
    block_on(async {
        give_up(&server).await;
        tokio::task::yield_now().await;
    });
    let spans = SPANS.lock().expect("spans").clone();
    let span = spans
        .iter()
        .find(|span| span.0["otel.name"] == "tools/call forever")
        .expect("the span");
    assert_eq!((span.0["error.type"].as_str(), span.1), ("cancelled", true), "{span:?}");
}
