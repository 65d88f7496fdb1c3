//! What a question needs of the client.

use crate::jsonrpc::{McpError, code};
use crate::revision::Revision;
use crate::types::{ClientCapabilities, ElicitParams, InputRequest, InputRequests};
use serde_json::{Value, json};

/// Whether the client can be asked this.
pub(crate) fn supports(able: &ClientCapabilities, revision: Revision, question: &InputRequest) -> bool {
    match question {
        InputRequest::Elicit(ElicitParams::Form(_)) => able.elicits_forms(),
        InputRequest::Elicit(ElicitParams::Url(_)) => able.elicits_urls() && revision.has_url_elicitation(),
        InputRequest::ListRoots(_) => able.roots.is_some(),
        InputRequest::CreateMessage(params) => {
            let declared = able.sampling.as_ref();
            declared.is_some_and(|sampling| !params.uses_tools() || sampling.tools.is_some())
        }
    }
}

/// What a client must have declared to be asked this, in words and as it declares it.
pub(crate) fn needs(question: &InputRequest) -> (&'static str, Value) {
    match question {
        InputRequest::Elicit(ElicitParams::Form(_)) => ("form elicitation", json!({ "elicitation": { "form": {} } })),
        InputRequest::Elicit(ElicitParams::Url(_)) => ("URL elicitation", json!({ "elicitation": { "url": {} } })),
        InputRequest::ListRoots(_) => ("roots", json!({ "roots": {} })),
        InputRequest::CreateMessage(params) if params.uses_tools() => {
            ("sampling.tools", json!({ "sampling": { "tools": {} } }))
        }
        InputRequest::CreateMessage(_) => ("sampling", json!({ "sampling": {} })),
    }
}

/// Refuses questions that the client cannot be asked.
///
/// # Errors
/// −32021 with all that is missing in `data.requiredCapabilities`, in the words that the first of them has in a session.
pub(crate) fn require(
    able: &ClientCapabilities,
    revision: Revision,
    questions: &InputRequests,
) -> Result<(), McpError> {
    let mut missing = json!({});
    let mut message = None;
    for (_, question) in questions
        .iter()
        .filter(|(_, question)| !supports(able, revision, question))
    {
        merge(&mut missing, needs(question).1);
        message.get_or_insert(match question {
            InputRequest::Elicit(_) => "Elicitation not supported",
            InputRequest::CreateMessage(_) => "Sampling not supported",
            InputRequest::ListRoots(_) => "List roots not supported",
        });
    }
    match message {
        None => Ok(()),
        Some(message) => Err(McpError::new(code::MISSING_REQUIRED_CLIENT_CAPABILITY, message)
            .with_data(json!({ "requiredCapabilities": missing }))),
    }
}

/// Adds the members of `more`, and theirs.
fn merge(all: &mut Value, more: Value) {
    if let (Value::Object(all), Value::Object(more)) = (all, more) {
        for (key, value) in more {
            merge(all.entry(key).or_insert_with(|| json!({})), value);
        }
    }
}
