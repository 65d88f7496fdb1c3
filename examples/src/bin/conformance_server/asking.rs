//! Tools that ask the user, a model or the client: in the middle of a call in a session, and since 2026-07-28 by an
//! answer that requires an input.

use mcp::types::{
    CreateMessageParams, ElicitAction, ElicitParams, ElicitResult, FormElicitation, JsonObject, ListRootsParams,
    PromptMessage, SamplingMessage,
};
use mcp::{Context, InputRequired, McpError, Text, Unfinished, json};

/// A JSON object, as schemas are.
macro_rules! object {
    ($($member:tt)*) => { json!({ $($member)* }).as_object().cloned().unwrap_or_default() };
}

fn text(text: impl Into<String>) -> Text {
    Text(text.into())
}

/// Tests a question to the client's model
#[allow(deprecated)] // Clients of older revisions know it.
#[mcp::tool]
pub async fn test_sampling(
    /// What to ask
    prompt: String,
    ctx: &Context,
) -> Result<Text, McpError> {
    let question = CreateMessageParams::new(
        vec![SamplingMessage::user(mcp::types::SamplingContent::text(prompt))],
        100,
    );
    let answer = ctx.sample(question).await?;
    Ok(text(format!("LLM response: {}", answer.text())))
}

async fn elicit(ctx: &Context, message: &str, schema: JsonObject) -> Result<Text, McpError> {
    let answer = ctx.elicit_form(FormElicitation::new(message, schema)).await?;
    let content = json!(answer.content.unwrap_or_default());
    Ok(text(format!("User response: {:?} {content}", answer.action)))
}

/// Tests a question to the user
#[mcp::tool]
pub async fn test_elicitation(
    /// What to ask
    message: String,
    ctx: &Context,
) -> Result<Text, McpError> {
    let schema = object! { "type": "object", "required": ["username", "email"], "properties": {
    "username": { "type": "string", "description": "Your name here" },
    "email": { "type": "string", "description": "Your address" } } };
    elicit(ctx, &message, schema).await
}

/// Tests defaults in a question to the user
#[mcp::tool]
pub async fn test_elicitation_sep1034_defaults(ctx: &Context) -> Result<Text, McpError> {
    let schema = object! { "type": "object", "properties": {
    "name": { "type": "string", "default": "John Doe" },
    "age": { "type": "integer", "default": 30 },
    "score": { "type": "number", "default": 95.5 },
    "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
    "verified": { "type": "boolean", "default": true } } };
    elicit(ctx, "Please look at the defaults.", schema).await
}

/// Tests choices in a question to the user
#[mcp::tool]
pub async fn test_elicitation_sep1330_enums(ctx: &Context) -> Result<Text, McpError> {
    let titled = json!([{ "const": "value1", "title": "First" }, { "const": "value2", "title": "Second" },
        { "const": "value3", "title": "Third" }]);
    let schema = object! { "type": "object", "properties": {
    "untitledSingle": { "type": "string", "enum": ["option1", "option2", "option3"] },
    "titledSingle": { "type": "string", "oneOf": titled },
    "legacyEnum": { "type": "string", "enum": ["opt1", "opt2"], "enumNames": ["One", "Two"] },
    "untitledMulti": { "type": "array", "items": { "type": "string", "enum": ["option1", "option2", "option3"] } },
    "titledMulti": { "type": "array", "items": { "anyOf": titled } } } };
    elicit(ctx, "Please choose.", schema).await
}

/// The form that asks for one text.
fn form(message: &str, field: &str) -> ElicitParams {
    let schema = object! { "type": "object", "properties": { field: { "type": "string" } }, "required": [field] };
    ElicitParams::form(message, schema)
}

/// The text that was filled in, if it was.
fn filled(answer: Option<ElicitResult>, field: &str) -> Option<String> {
    answer?.content?.get(field)?.as_str().map(str::to_owned)
}

fn capital() -> CreateMessageParams {
    let question = mcp::types::SamplingContent::text("What is the capital of France?");
    CreateMessageParams::new(vec![SamplingMessage::user(question)], 100)
}

/// Tests that a question comes soon
#[mcp::tool]
pub async fn test_streaming_elicitation(ctx: &Context) -> Result<Text, Unfinished> {
    match filled(ctx.input_responses().elicitation("answer"), "answer") {
        Some(answer) => Ok(text(answer)),
        None => Err(InputRequired::new()
            .ask("answer", form("Still there?", "answer"))
            .into()),
    }
}

/// Tests input_required with a question to the user
#[mcp::tool]
pub fn test_input_required_result_elicitation(ctx: &Context) -> Result<Text, Unfinished> {
    match filled(ctx.input_responses().elicitation("user_name"), "name") {
        Some(name) => Ok(text(format!("Hello, {name}!"))),
        None => Err(InputRequired::new()
            .ask("user_name", form("What is your name?", "name"))
            .into()),
    }
}

/// Tests input_required with a question to the client's model
#[mcp::tool]
pub fn test_input_required_result_sampling(ctx: &Context) -> Result<Text, Unfinished> {
    match ctx.input_responses().sampling("capital_question") {
        Some(answer) => Ok(text(answer.text())),
        None => Err(InputRequired::new().ask("capital_question", capital()).into()),
    }
}

/// Tests input_required with a question for the client's roots
#[mcp::tool]
pub fn test_input_required_result_list_roots(ctx: &Context) -> Result<Text, Unfinished> {
    match ctx.input_responses().roots("client_roots") {
        Some(answer) => Ok(text(format!("{} roots", answer.roots.len()))),
        None => Err(InputRequired::new()
            .ask("client_roots", ListRootsParams::default())
            .into()),
    }
}

/// Tests input_required with a state
#[mcp::tool]
pub fn test_input_required_result_request_state(ctx: &Context) -> Result<Text, Unfinished> {
    let answer = ctx.input_responses().elicitation("confirm");
    match (ctx.request_state(), answer.map(|answer| answer.action)) {
        (Some("asked"), Some(ElicitAction::Accept)) => Ok(text("state-ok")),
        _ => Err(InputRequired::new()
            .ask("confirm", form("Go on?", "answer"))
            .state("asked")
            .into()),
    }
}

/// Tests input_required with several questions
#[mcp::tool]
pub fn test_input_required_result_multiple_inputs(ctx: &Context) -> Result<Text, Unfinished> {
    let answers = ctx.input_responses();
    let name = filled(answers.elicitation("user_name"), "name");
    match (
        name,
        answers.sampling("capital_question"),
        answers.roots("client_roots"),
    ) {
        (Some(name), Some(capital), Some(roots)) => {
            Ok(text(format!("{name}, {}, {} roots", capital.text(), roots.roots.len())))
        }
        _ => Err(InputRequired::new()
            .ask("user_name", form("What is your name?", "name"))
            .ask("capital_question", capital())
            .ask("client_roots", ListRootsParams::default())
            .state("asked all three")
            .into()),
    }
}

/// Tests input_required more than once
#[mcp::tool]
pub fn test_input_required_result_multi_round(ctx: &Context) -> Result<Text, Unfinished> {
    let answers = ctx.input_responses();
    let asked = ctx.request_state().and_then(|state| state.strip_prefix("name="));
    if let Some(name) = asked {
        return match filled(answers.elicitation("color"), "color") {
            Some(color) => Ok(text(format!("{name} likes {color}."))),
            None => Err(ask_color(name)),
        };
    }
    match filled(answers.elicitation("user_name"), "name") {
        Some(name) => Err(ask_color(&name)),
        None => Err(InputRequired::new()
            .ask("user_name", form("What is your name?", "name"))
            .state("asked the name")
            .into()),
    }
}

fn ask_color(name: &str) -> Unfinished {
    InputRequired::new()
        .ask("color", form("What is your favourite colour?", "color"))
        .state(format!("name={name}"))
        .into()
}

/// Tests input_required with a state that is sealed
#[mcp::tool]
pub fn test_input_required_result_tampered_state(ctx: &Context) -> Result<Text, Unfinished> {
    test_input_required_result_request_state(ctx)
}

/// Tests that only questions are asked which the client can answer
#[mcp::tool]
pub fn test_input_required_result_capabilities(ctx: &Context) -> Result<Text, Unfinished> {
    let answers = ctx.input_responses();
    let capabilities = ctx.client_capabilities();
    if answers.sampling("capital_question").is_some() || filled(answers.elicitation("user_name"), "name").is_some() {
        return Ok(text("answered"));
    }
    if capabilities.sampling.is_some() {
        Err(InputRequired::new().ask("capital_question", capital()).into())
    } else {
        Err(InputRequired::new()
            .ask("user_name", form("What is your name?", "name"))
            .into())
    }
}

/// A prompt that asks the user first
#[mcp::prompt]
pub fn test_input_required_result_prompt(ctx: &Context) -> Result<PromptMessage, Unfinished> {
    match filled(ctx.input_responses().elicitation("user_context"), "context") {
        Some(context) => Ok(PromptMessage::user(format!("Keep in mind: {context}"))),
        None => Err(InputRequired::new()
            .ask("user_context", form("What is it about?", "context"))
            .into()),
    }
}
