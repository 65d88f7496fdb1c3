//! A `tracing` span around each request, by the names that OpenTelemetry has for MCP servers (semantic conventions for
//! MCP, "Server"). Nobody's arguments are in it, and of what a client may call as it likes only what is served.

use super::{Outcome, Params};
use crate::revision::Method;
use crate::server::request::Request;
use crate::server::trace::TraceContext;
use serde::Deserialize;
use tracing::Span;
use tracing::field::Empty;

/// The longest id of a request that is shown.
const LONGEST_ID: usize = 128;

/// The span of a request, if a subscriber wants it: to find out is a look at one static.
#[inline]
pub(super) fn of(request: &Request<'_>, method: Method, params: &Params<'_>) -> Option<Span> {
    let span = tracing::info_span!(
        target: "mcp::server",
        "request",
        otel.kind = "server",
        otel.name = Empty,
        otel.status_code = Empty,
        rpc.system.name = "jsonrpc",
        rpc.response.status_code = Empty,
        "error.type" = Empty,
        mcp.method.name = method.as_str(),
        mcp.protocol.version = request.revision.as_str(),
        mcp.resource.uri = Empty,
        jsonrpc.request.id = Empty,
        gen_ai.operation.name = Empty,
        gen_ai.tool.name = Empty,
        gen_ai.prompt.name = Empty,
        network.transport = if request.transported.is_some() { "tcp" } else { "pipe" },
        traceparent = Empty,
    );
    if span.is_disabled() {
        return None;
    }
    describe(&span, request, method, params);
    Some(span)
}

#[cold]
fn describe(span: &Span, request: &Request<'_>, method: Method, params: &Params<'_>) {
    let id = request.id.trim_matches('"');
    if id.len() <= LONGEST_ID {
        span.record("jsonrpc.request.id", id);
    }
    if let Some(parent) = request.meta.and_then(TraceContext::parent_of) {
        span.record("traceparent", &*parent);
    }
    let registry = request.shared.registry.load();
    let name = params.name.as_ref().map_or("", |name| &*name.0);
    let target = match method {
        Method::ToolsCall => {
            span.record("gen_ai.operation.name", "execute_tool");
            let tool = registry.tools.get(name).map(|tool| &*tool.name);
            tool.map(|tool| ("gen_ai.tool.name", tool))
        }
        Method::PromptsGet => {
            let prompt = registry.prompts.get(name).map(|prompt| &*prompt.name);
            prompt.map(|prompt| ("gen_ai.prompt.name", prompt))
        }
        Method::ResourcesRead | Method::ResourcesSubscribe | Method::ResourcesUnsubscribe => {
            let uri = params.uri.as_ref().map_or("", |uri| &*uri.0);
            let fixed = registry.resources.get(uri).map(|_| uri);
            // What stands for the variables may be anybody's business: the template says enough.
            let of_template = || {
                let template = registry
                    .templates
                    .iter()
                    .find(|known| known.template.matches(uri).is_some());
                template.map(|known| known.template.as_str())
            };
            if let Some(uri) = fixed.or_else(of_template) {
                span.record("mcp.resource.uri", uri);
            }
            None
        }
        _ => None,
    };
    match target {
        Some((field, name)) => {
            span.record(field, name);
            span.record("otel.name", format!("{method} {name}").as_str());
        }
        None => {
            span.record("otel.name", method.as_str());
        }
    }
}

/// Notes how the request was answered, or has that noted by whoever goes on with it.
#[cold]
pub(super) fn follow(span: Span, method: Method, answer: &[u8], outcome: Outcome) -> Outcome {
    let followed = Followed {
        span,
        method,
        ended: false,
    };
    match outcome {
        Outcome::Answered(code) => {
            followed.ended(answer, code);
            Outcome::Answered(code)
        }
        Outcome::Pending(mut pending) => {
            pending.followed = Some(Box::new(followed));
            Outcome::Pending(pending)
        }
    }
}

/// A span that will say how its request ended.
#[derive(Debug)]
pub(crate) struct Followed {
    pub(super) span: Span,
    method: Method,
    ended: bool,
}

/// As much of an answer as says whether a tool failed.
#[derive(Default, Deserialize)]
struct Answered {
    #[serde(default)]
    result: Flag,
}

#[derive(Default, Deserialize)]
struct Flag {
    #[serde(default, rename = "isError")]
    is_error: bool,
}

impl Followed {
    pub(super) fn ended(mut self, answer: &[u8], code: Option<i32>) {
        self.ended = true;
        if let Some(code) = code {
            let code = code.to_string();
            self.span.record("rpc.response.status_code", code.as_str());
            self.failed(&code);
        } else if self.method == Method::ToolsCall {
            let answered: Answered = serde_json::from_slice(answer).unwrap_or_default();
            if answered.result.is_error {
                self.failed("tool_error");
            }
        }
    }

    fn failed(&self, class: &str) {
        self.span.record("error.type", class);
        self.span.record("otel.status_code", "ERROR");
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        if !self.ended {
            self.failed("cancelled");
        }
    }
}
