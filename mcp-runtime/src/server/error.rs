//! What a handler fails with.

use super::input_required::InputRequired;
use crate::jsonrpc::McpError;
use std::any::Any;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

type BoxError = Box<dyn StdError + Send + Sync + 'static>;

/// The result of a handler. The error is [`Error`] unless you name another.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a handler fails with: any error at all, and who may see it.
///
/// `?` turns every error into one. Text (`String`, `&'static str`) and [`Error::for_model`] are for the model. Every
/// other error is the server's own: the model reads that the tool failed, with a correlation id, and the log has the
/// whole chain under the same id. [`McpError`] stays a protocol error.
///
/// ```
/// fn lookup(city: &str) -> mcp::Result<String> {
///     let text = std::fs::read_to_string("/nowhere/forecasts")?;            // the server's own: masked
///     let line = text.lines().find(|line| line.starts_with(city));
///     Ok(line.ok_or_else(|| format!("No forecast for '{city}'."))?.to_owned()) // for the model
/// }
/// assert!(lookup("Cairo").is_err());
/// ```
///
/// Like `anyhow::Error` this type does not implement [`std::error::Error`], so that `?` can take every error.
pub struct Error(Box<Inner>);

enum Inner {
    /// Said to the model, word for word. The error it came from, if any, is for the log.
    ForModel {
        text: Cow<'static, str>,
        source: Option<BoxError>,
    },
    /// A resource that does not exist.
    NotFound { text: Cow<'static, str> },
    /// A protocol error.
    Protocol(McpError),
    /// The server's own business.
    Hidden(BoxError),
    /// No failure: the client is asked something first.
    InputRequired(Arc<InputRequired>),
}

/// Who may see an [`Error`], for whoever answers.
pub(crate) enum Kind<'a> {
    ForModel(&'a str),
    NotFound(&'a str),
    Protocol(&'a McpError),
    Hidden,
    InputRequired(&'a Arc<InputRequired>),
}

impl Error {
    /// An error whose text the model reads: say what was wrong and what to do instead.
    pub fn for_model(text: impl Into<Cow<'static, str>>) -> Self {
        Error(Box::new(Inner::ForModel {
            text: text.into(),
            source: None,
        }))
    }

    /// A resource that does not exist: −32602 with `data.uri` for a resource, text for the model elsewhere.
    pub fn not_found(text: impl Into<Cow<'static, str>>) -> Self {
        Error(Box::new(Inner::NotFound { text: text.into() }))
    }

    /// An error that stays the server's own: masked for the model, whole in the log.
    pub fn hidden(error: impl Into<BoxError>) -> Self {
        Error(Box::new(Inner::Hidden(error.into())))
    }

    pub(crate) fn input_required(required: InputRequired) -> Self {
        Error(Box::new(Inner::InputRequired(Arc::new(required))))
    }

    /// Puts what the model may read in front of an error that stays in the log.
    fn shown(self, text: Cow<'static, str>) -> Self {
        let source = match *self.0 {
            Inner::Hidden(error) => Some(error),
            Inner::Protocol(error) => Some(error.into()),
            Inner::ForModel { text, source } => Some(source.unwrap_or_else(|| text.into_owned().into())),
            Inner::NotFound { text } => Some(text.into_owned().into()),
            Inner::InputRequired(_) => None,
        };
        Error(Box::new(Inner::ForModel { text, source }))
    }

    pub(crate) fn kind(&self) -> Kind<'_> {
        match &*self.0 {
            Inner::ForModel { text, .. } => Kind::ForModel(text),
            Inner::NotFound { text } => Kind::NotFound(text),
            Inner::Protocol(error) => Kind::Protocol(error),
            Inner::Hidden(_) => Kind::Hidden,
            Inner::InputRequired(required) => Kind::InputRequired(required),
        }
    }

    /// The protocol error, if it is one.
    pub fn as_protocol(&self) -> Option<&McpError> {
        match &*self.0 {
            Inner::Protocol(error) => Some(error),
            _ => None,
        }
    }

    /// The error and what caused it, joined by `: `. For logs; it may hold what a client must not read.
    pub fn chain(&self) -> String {
        let (mut text, mut next) = match &*self.0 {
            Inner::ForModel { text, source } => (
                text.to_string(),
                source.as_ref().map(|source| &**source as &(dyn StdError + 'static)),
            ),
            Inner::NotFound { text } => (text.to_string(), None),
            Inner::Protocol(error) => (error.to_string(), None),
            Inner::Hidden(error) => (error.to_string(), error.source()),
            Inner::InputRequired(_) => ("the client has to be asked first".to_owned(), None),
        };
        while let Some(error) = next {
            if error.is::<Visible>() {
                break;
            }
            text.push_str(": ");
            text.push_str(&error.to_string());
            next = error.source();
        }
        text
    }
}

impl<E: Into<BoxError> + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        let mut slot = Some(error);
        let any: &mut dyn Any = &mut slot;
        if let Some(text) = any.downcast_mut::<Option<String>>().and_then(Option::take) {
            return Error::for_model(text);
        }
        if let Some(text) = any.downcast_mut::<Option<&'static str>>().and_then(Option::take) {
            return Error::for_model(text);
        }
        if let Some(text) = any.downcast_mut::<Option<Cow<'static, str>>>().and_then(Option::take) {
            return Error::for_model(text);
        }
        let Some(error) = slot else {
            return Error::hidden("an error that was taken");
        };
        match error.into().downcast::<McpError>() {
            Ok(error) => Error(Box::new(Inner::Protocol(*error))),
            Err(error) => match error.downcast::<crate::UrlElicitationRequired>() {
                Ok(error) => Error(Box::new(Inner::Protocol((*error).into()))),
                Err(error) if ends_visible(&*error) => Error::for_model(error.to_string()),
                Err(error) => Error(Box::new(Inner::Hidden(error))),
            },
        }
    }
}

/// `#[derive(mcp::Error)]` ends the chain of sources of its errors with this, which is how they are known to be for
/// the model after `?` has made them a plain boxed error.
#[derive(Debug)]
pub(crate) struct Visible;

/// The one the derive points at.
pub(crate) static VISIBLE: Visible = Visible;

impl fmt::Display for Visible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an error for the model")
    }
}

impl StdError for Visible {}

fn ends_visible(error: &(dyn StdError + 'static)) -> bool {
    error.source().is_some_and(<dyn StdError>::is::<Visible>)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Inner::ForModel { text, .. } | Inner::NotFound { text } => f.write_str(text),
            Inner::Protocol(error) => error.fmt(f),
            Inner::Hidden(error) => error.fmt(f),
            Inner::InputRequired(_) => f.write_str("the client has to be asked first"),
        }
    }
}

/// The whole chain, because `fn main() -> mcp::Result<()>` prints this.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.chain())
    }
}

/// `.for_model("…")` on a `Result` whose error is the server's own.
pub trait ResultExt<T> {
    /// What the model reads instead of the error, which stays whole in the log.
    ///
    /// # Errors
    /// The error it was, with this text in front.
    fn for_model(self, text: impl Into<Cow<'static, str>>) -> Result<T>;
}

impl<T, E: Into<Error>> ResultExt<T> for std::result::Result<T, E> {
    fn for_model(self, text: impl Into<Cow<'static, str>>) -> Result<T> {
        self.map_err(|error| error.into().shown(text.into()))
    }
}

/// A server that cannot be built, found before the first client comes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Two tools have one name.
    #[error("Tool already exists: {0}")]
    DuplicateTool(String),
    /// Two prompts have one name.
    #[error("Prompt already exists: {0}")]
    DuplicatePrompt(String),
    /// Two resources have one URI, or two templates match the same URIs.
    #[error("Resource already exists: {0}")]
    DuplicateResource(String),
    /// A tool name outside `[A-Za-z0-9_.-]{1,128}` (SEP-986).
    #[error("Tool name {0:?} is not 1 to 128 characters of A-Z, a-z, 0-9, '_', '-' and '.'")]
    BadToolName(String),
    /// A definition that cannot be served.
    #[error("{0}")]
    Invalid(String),
    /// A tool takes a `State<T>` that the server was not given.
    #[error("`{item}` takes `State<{state}>`, which this server was not given")]
    MissingState {
        /// The tool, resource or prompt.
        item: String,
        /// The type of the state.
        state: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(error: impl Into<Error>) -> Option<String> {
        match error.into().kind() {
            Kind::ForModel(text) => Some(text.to_owned()),
            _ => None,
        }
    }

    #[test]
    fn who_sees_what() {
        assert_eq!(shown("text"), Some("text".into()));
        assert_eq!(shown(String::from("text")), Some("text".into()));
        assert_eq!(shown(std::fmt::Error), None);
        assert_eq!(shown(BoxError::from("boxed")), None);
        let protocol = Error::from(McpError::invalid_params("no"));
        assert_eq!(protocol.as_protocol().map(|error| error.code), Some(-32602));
        let boxed: BoxError = Box::new(McpError::invalid_params("no"));
        assert!(Error::from(boxed).as_protocol().is_some());
    }

    #[test]
    fn for_model_keeps_the_cause_for_the_log() {
        let failed: std::result::Result<(), _> = Err(std::io::Error::other("disk on fire"));
        let error = failed.for_model("The archive is closed.").expect_err("an error");
        assert_eq!(error.to_string(), "The archive is closed.");
        assert_eq!(format!("{error:?}"), "The archive is closed.: disk on fire");
    }
}
