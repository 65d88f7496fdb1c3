//! A handler that needs to know more before it can answer (basic "Multi Round-Trip Requests", SEP-2322).

use super::context::Principal;
use super::error::Error;
use super::respond::IntoError;
use crate::jsonrpc::UrlElicitationRequired;
use crate::types::{ElicitParams, InputRequest, InputRequests};

/// What a handler needs from the client before it can answer: questions, a state to be sent back, or both.
///
/// The client answers the questions and sends its request again; the handler then runs anew, with the answers in
/// [`Context::input_responses`](crate::Context::input_responses) and the state in
/// [`Context::request_state`](crate::Context::request_state). In a session of an older revision the same happens in the
/// middle of the call: the server asks by requests of its own, and calls the handler again. A client that cannot be asked
/// is a failed call.
///
/// ```
/// use mcp::types::{ElicitParams, JsonObject};
/// use mcp::{Context, InputRequired, Unfinished};
///
/// /// Greet whoever is there.
/// #[mcp::tool]
/// fn greet(ctx: &Context) -> Result<String, Unfinished> {
///     let answer = ctx.input_responses().elicitation("name");
///     match answer.and_then(|answer| answer.content) {
///         Some(form) => Ok(format!("Hello, {}!", form["name"].as_str().unwrap_or("stranger"))),
///         None => Err(InputRequired::new().ask("name", ElicitParams::form("What is your name?", JsonObject::new())).into()),
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct InputRequired {
    pub(crate) requests: InputRequests,
    pub(crate) state: Option<String>,
}

impl InputRequired {
    /// Nothing yet: without a question and a state it is no valid answer.
    pub fn new() -> Self {
        InputRequired::default()
    }

    /// Asks this, to be answered under `key`.
    pub fn ask(mut self, key: impl Into<String>, question: impl Into<InputRequest>) -> Self {
        self.requests.insert(key, question);
        self
    }

    /// Has the client send this back with its next try. It is sealed: the client can neither read nor change it, and it
    /// is good only for this request by this caller, for a while.
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }
}

/// The URLs as questions, for the revisions that ask in an answer.
impl From<UrlElicitationRequired> for InputRequired {
    fn from(required: UrlElicitationRequired) -> Self {
        let mut asked = InputRequired::new();
        for (number, mut url) in (1..).zip(required.elicitations) {
            url.elicitation_id = None;
            asked = asked.ask(format!("url-{number}"), ElicitParams::Url(url));
        }
        asked
    }
}

/// Why a handler has no answer: it has failed, or needs to know more. The error type of a handler that asks.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unfinished {
    /// The client is asked.
    InputRequired(InputRequired),
    /// The handler has failed.
    Failed(Error),
}

impl From<InputRequired> for Unfinished {
    fn from(required: InputRequired) -> Self {
        Unfinished::InputRequired(required)
    }
}

impl<E: Into<Error>> From<E> for Unfinished {
    fn from(error: E) -> Self {
        Unfinished::Failed(error.into())
    }
}

// What does not fit is told what fits by the trait itself.
#[diagnostic::do_not_recommend]
impl IntoError for Unfinished {
    fn into_error(self) -> Error {
        match self {
            Unfinished::InputRequired(required) => Error::input_required(required),
            Unfinished::Failed(error) => error,
        }
    }
}

#[diagnostic::do_not_recommend]
impl IntoError for InputRequired {
    fn into_error(self) -> Error {
        Error::input_required(self)
    }
}

/// The request that a state is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding<'a> {
    pub(crate) method: &'static str,
    /// The name or URI.
    pub(crate) target: &'a str,
    /// The arguments as JSON text.
    pub(crate) arguments: &'a str,
    /// Their digest, where it is known already.
    pub(crate) digest: Option<&'a str>,
    pub(crate) principal: Option<&'a Principal>,
}
