//! Tools, resources and prompts: the requests that are asked all day.

use super::Params;
use crate::jsonrpc::{BorrowedStr, JsonText, McpError};
use crate::revision::{Method, cacheable};
use crate::server::calls::{PromptArguments, PromptCall, ReadCall};
use crate::server::registry::Listed;
use crate::server::reply::Reply;
use crate::server::request::{Request, ToolCall};
use crate::server::step::Step;
use crate::uri::Captures;
use std::collections::BTreeMap;

#[inline]
pub(super) fn call_tool(request: &Request<'_>, params: &Params<'_>, reply: &mut Reply<'_>) -> Step {
    let Some(BorrowedStr(name)) = &params.name else {
        return refuse(reply, "name is missing");
    };
    let arguments = params.arguments.map_or("{}", JsonText::get);
    if !arguments.starts_with('{') {
        return refuse(reply, "arguments must be an object");
    }
    let registry = request.shared.registry.load();
    let Some(tool) = registry.tools.get(name) else {
        reply.unknown_tool(name);
        return Step::Done;
    };
    tool.call(ToolCall {
        request,
        reply,
        tool: &tool.name,
        arguments,
        output: tool.output,
    })
}

#[cold]
fn refuse(reply: &mut Reply<'_>, why: &str) -> Step {
    reply.error(&McpError::invalid_params(format!("Invalid request parameters: {why}")));
    Step::Done
}

pub(super) fn list(request: &Request<'_>, listed: Listed, params: &Params<'_>, reply: &mut Reply<'_>) -> Step {
    let registry = request.shared.registry.load();
    let cursor = params.cursor.as_ref().map(|cursor| &*cursor.0);
    let bytes = match (request.shared.page_size, cursor) {
        (None, None) => registry.whole_list(listed, request.revision),
        (size, cursor) => match registry.page(listed, request.revision, cursor, size.unwrap_or(usize::MAX)) {
            Ok(bytes) => bytes,
            Err(_) => {
                reply.error(&McpError::invalid_params("Invalid cursor: start again without one"));
                return Step::Done;
            }
        },
    };
    reply.open();
    request.share(reply.out, &bytes);
    let caches = &request.shared.caches;
    let (method, cache) = match listed {
        Listed::Tools => (Method::ToolsList, &caches.tools),
        Listed::Prompts => (Method::PromptsList, &caches.prompts),
        Listed::Resources => (Method::ResourcesList, &caches.resources),
        Listed::Templates => (Method::ResourcesTemplatesList, &caches.resources),
    };
    if cacheable(method, request.revision) {
        reply.out.push(b',');
        reply.out.extend_from_slice(cache.as_bytes());
    }
    reply.close(None);
    Step::Done
}

pub(super) fn read_resource(request: &Request<'_>, params: &Params<'_>, reply: &mut Reply<'_>) -> Step {
    match &params.uri {
        Some(BorrowedStr(uri)) => read(request, uri, reply),
        None => refuse(reply, "uri is missing"),
    }
}

/// Fixed resources first, by their very URI; then templates, the most specific first.
pub(super) fn read(request: &Request<'_>, uri: &str, reply: &mut Reply<'_>) -> Step {
    let registry = request.shared.registry.load();
    let cache = &request.shared.caches.read;
    if let Some(resource) = registry.resources.get(uri) {
        let captures = Captures::default();
        let mime_type = resource.def.mime_type.as_ref();
        return (resource.read)(ReadCall {
            request,
            reply,
            uri,
            captures: &captures,
            mime_type,
            cache,
        });
    }
    for template in &registry.templates {
        let Some(captures) = template.template.matches(uri) else {
            continue;
        };
        if let Some((variable, risk)) = template.def.safety.first_risk(&captures) {
            // The client must not learn which rule it met.
            tracing::info!(variable, ?risk, "a resource URI was refused");
            break;
        }
        let mime_type = template.def.mime_type.as_ref();
        return (template.read)(ReadCall {
            request,
            reply,
            uri,
            captures: &captures,
            mime_type,
            cache,
        });
    }
    reply.error(&McpError::unknown_resource(uri));
    Step::Done
}

pub(super) fn get_prompt(request: &Request<'_>, params: &Params<'_>, reply: &mut Reply<'_>) -> Step {
    let Some(BorrowedStr(name)) = &params.name else {
        return refuse(reply, "name is missing");
    };
    let registry = request.shared.registry.load();
    let Some(prompt) = registry.prompts.get(name) else {
        reply.error(&McpError::invalid_params(format!("Unknown prompt: {name}")));
        return Step::Done;
    };
    let arguments: BTreeMap<String, String> = match params.arguments.map(|raw| serde_json::from_str(raw.get())) {
        None => BTreeMap::new(),
        Some(Ok(arguments)) => arguments,
        Some(Err(_)) => return refuse(reply, "the arguments of a prompt are text"),
    };
    let mut arguments = arguments;
    arguments.retain(|name, _| {
        let resolved = prompt.resolved.contains(&name.as_str());
        if resolved {
            tracing::debug!(
                prompt = &*prompt.name,
                argument = name,
                "dropped a value that a resolver finds"
            );
        }
        !resolved
    });
    let known = |name: &str| prompt.arguments.iter().any(|argument| argument.name == name);
    if let Some(unknown) = arguments.keys().find(|name| !known(name)) {
        let names: Vec<&str> = prompt.arguments.iter().map(|argument| &*argument.name).collect();
        let near =
            crate::schema::nearest(unknown, &names).map_or(String::new(), |near| format!(", did you mean '{near}'?"));
        let names = if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        };
        reply.error(&McpError::invalid_params(format!(
            "Unknown argument '{unknown}'{near} (arguments: {names})"
        )));
        return Step::Done;
    }
    let arguments = PromptArguments(arguments);
    let description = prompt.def.description.as_ref();
    (prompt.call)(PromptCall {
        request,
        reply,
        prompt: &prompt.name,
        description,
        arguments: &arguments,
    })
}
