//! `completion/complete`: what could stand where the user is writing.

use crate::jsonrpc::McpError;
use crate::server::registry::{Completing, Target};
use crate::server::reply::Reply;
use crate::server::request::Request;
use crate::server::step::Step;
use crate::types::{CompleteParams, CompletionReference};
use serde_json::json;

pub(super) fn complete(request: &Request<'_>, params: CompleteParams, reply: &mut Reply<'_>) -> Step {
    let registry = request.shared.registry.load();
    let target = match &params.reference {
        CompletionReference::Prompt(prompt) => {
            if registry.prompts.get(&prompt.name).is_none() {
                reply.error(&McpError::invalid_params(format!("Unknown prompt: {}", prompt.name)));
                return Step::Done;
            }
            Target::Prompt(prompt.name.as_str().into())
        }
        CompletionReference::Resource(resource) => Target::Resource(resource.uri.as_str().into()),
    };
    let argument = &params.argument.name;
    let found = registry
        .completers
        .iter()
        .find(|completer| completer.target == target && *completer.argument == **argument);
    let Some(completer) = found else {
        reply.object(&json!({ "completion": { "values": [] } }));
        return Step::Done;
    };
    let arguments = params.context.map(|context| context.arguments).unwrap_or_default();
    let completing = Completing {
        context: request.context().clone(),
        arguments,
    };
    let name = argument.clone();
    let future = (completer.complete)(params.argument.value, completing);
    Step::running(future, move |completion, reply: &mut Reply<'_>| match completion {
        Ok(completion) => reply.object(&json!({ "completion": completion })),
        Err(error) => reply.failed("completion", &name, &error),
    })
}
