//! URI templates (RFC 6570) that can be expanded and matched, and path safety for what they match.

mod expand;
mod matching;
mod parse;
mod safety;
#[cfg(test)]
mod tests;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

pub use expand::{Captures, UriValue};
use matching::Matcher;
pub(crate) use matching::Specificity;
pub use parse::{Operator, Variable};
use parse::{ParseError, Parsed};
pub use safety::{PathEscapeError, PathRisk, PathSafety, safe_join};

/// A parsed URI template (RFC 6570), for expansion and for its inverse, matching.
///
/// MCP names groups of resources by such templates (`uriTemplate` in `resources/templates/list`)
/// and a server matches the URI of a `resources/read` against them.
///
/// # What is supported
///
/// Levels 1 to 3 of RFC 6570 (`{v}`, `{+v}`, `{#v}`, `{.v}`, `{/v}`, `{;v}`, `{?v}`, `{&v}`, with
/// several variables in an expression), and of level 4 the `*` of `{/v*}`, `{.v*}` and `{;v*}`.
/// Names are letters, digits, `_` and inner dots. A `}` without its `{` is plain text.
///
/// # How matching works
///
/// The time is O(length × variables) for every input; nothing is tried twice.
///
/// - A value holds none of the characters that end it: for `{v}` those are `/ ? # & ,`, for `{+v}`
///   `? #`, for `{.v}` `. / ? #`, for `{/v}` `/ ? #`, for `{;v}` `; / ? #`, for `{?v}` and `{&v}`
///   `& #`, and for `{#v}` there are none. A value may be empty.
/// - At most one variable may span several segments (`{+v}`, `{#v}` or a `*`). Values before it
///   are as short as the text after them allows, values after it too, and it takes the rest.
///   Without one, values are as long as possible from the left: `p-{id}` on `p-p-1` gives `p-1`.
/// - A trailing `{?a,b}` is matched by name: in any order, absent parameters stay absent, unknown
///   ones are ignored, the first of a repeated name counts, and a fragment is ignored.
/// - Comparison is exact: no case folding and no normalisation.
/// - Values are percent-decoded after matching, so `{id}` can hold a `/` written as `%2F`. Check
///   values used as paths with [`PathSafety`] or [`safe_join`].
///
/// Equality and hash are those of the text.
///
/// ```
/// use mcp::UriTemplate;
///
/// let template = UriTemplate::parse("file://docs/{+path}")?;
/// assert_eq!(template.expand([("path", "src/main.rs")]), "file://docs/src/main.rs");
///
/// let captures = template.matches("file://docs/src/main.rs").expect("it matches");
/// assert_eq!(captures.get_str("path"), Some("src/main.rs"));
/// # Ok::<(), mcp::InvalidUriTemplate>(())
/// ```
#[derive(Clone)]
pub struct UriTemplate {
    inner: Arc<Inner>,
}

struct Inner {
    text: String,
    parsed: Parsed,
    matcher: Matcher,
    max_uri_length: usize,
}

impl UriTemplate {
    /// Parses a template within the limits of [`UriTemplateOptions::default`].
    ///
    /// # Errors
    ///
    /// [`InvalidUriTemplate`] when the text is not a template, exceeds a limit, or cannot be
    /// matched without guessing: a repeated variable, two variables with no text between them, or
    /// more than one multi-segment variable.
    pub fn parse(template: &str) -> Result<Self, InvalidUriTemplate> {
        Self::parse_with(template, &UriTemplateOptions::default())
    }

    /// Parses a template within other limits.
    ///
    /// # Errors
    ///
    /// As [`UriTemplate::parse`].
    pub fn parse_with(template: &str, options: &UriTemplateOptions) -> Result<Self, InvalidUriTemplate> {
        let parsed = parse::parse(template, options.max_length, options.max_variables)
            .map_err(|error| InvalidUriTemplate::new(template, error))?;
        Ok(Self {
            inner: Arc::new(Inner {
                text: template.to_owned(),
                matcher: Matcher::new(&parsed),
                parsed,
                max_uri_length: options.max_uri_length,
            }),
        })
    }

    /// Whether a text contains a `{...}`, that is, is a template rather than a URI.
    ///
    /// It does not say that [`UriTemplate::parse`] would succeed.
    ///
    /// ```
    /// use mcp::UriTemplate;
    ///
    /// assert!(UriTemplate::is_template("file://docs/{name}"));
    /// assert!(!UriTemplate::is_template("file://docs/readme.txt"));
    /// ```
    #[must_use]
    pub fn is_template(text: &str) -> bool {
        text.split_once('{').is_some_and(|(_, after)| after.contains('}'))
    }

    /// The text the template was parsed from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.inner.text
    }

    /// All variables, in order of appearance.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.inner.parsed.variables
    }

    /// The names of all variables, in order of appearance.
    pub fn variable_names(&self) -> impl Iterator<Item = &str> {
        self.variables().iter().map(|variable| variable.name.as_str())
    }

    /// The names of the variables that a matching URI may leave out: those of a trailing
    /// `{?...}{&...}`.
    ///
    /// Every other variable has a value, perhaps an empty one, on every match. That includes a
    /// `{&...}` without a `{?...}` right before it, and a `{?...}` after a `?` or `#`.
    ///
    /// ```
    /// use mcp::UriTemplate;
    ///
    /// let template = UriTemplate::parse("logs://{service}{?since,level}")?;
    /// assert!(template.query_variable_names().eq(["since", "level"]));
    /// # Ok::<(), mcp::InvalidUriTemplate>(())
    /// ```
    pub fn query_variable_names(&self) -> impl Iterator<Item = &str> {
        let variables = self.inner.parsed.query_variables();
        variables.iter().map(|variable| variable.name.as_str())
    }

    /// Expands the template (RFC 6570 section 3).
    ///
    /// Values are percent-encoded as their operator asks: `{v}` encodes all but unreserved
    /// characters, `{+v}` and `{#v}` keep reserved characters and existing `%XX`. The items of a
    /// list are joined by commas, or by the operator's separator for `{/v*}`, `{.v*}`, `{;v*}`.
    ///
    /// A variable without a value is left out, as is one with an empty list (RFC 6570 section
    /// 3.2.1). That suits `{?page}`; a path is incomplete then, so give all of its variables. Names
    /// that are not in the template are ignored, and the last of a repeated name counts.
    ///
    /// ```
    /// use mcp::{UriTemplate, UriValue};
    ///
    /// let template = UriTemplate::parse("file://docs/{name}")?;
    /// assert_eq!(template.expand([("name", "hello world.txt")]), "file://docs/hello%20world.txt");
    ///
    /// let template = UriTemplate::parse("file://docs/{+path}")?;
    /// assert_eq!(template.expand([("path", "src/main.py")]), "file://docs/src/main.py");
    ///
    /// let template = UriTemplate::parse("/search{?q,lang}")?;
    /// assert_eq!(template.expand([("q", "mcp"), ("lang", "en")]), "/search?q=mcp&lang=en");
    ///
    /// let template = UriTemplate::parse("/files{/path*}")?;
    /// assert_eq!(template.expand([("path", ["a", "b", "c"])]), "/files/a/b/c");
    ///
    /// // Strings and lists together.
    /// let template = UriTemplate::parse("{/path*}{?q}")?;
    /// let values = [("path", UriValue::from(["a", "b"])), ("q", UriValue::from("x"))];
    /// assert_eq!(template.expand(values), "/a/b?q=x");
    /// # Ok::<(), mcp::InvalidUriTemplate>(())
    /// ```
    #[must_use]
    pub fn expand<N, V>(&self, variables: impl IntoIterator<Item = (N, V)>) -> String
    where
        N: AsRef<str>,
        V: Into<UriValue>,
    {
        let mut values = vec![None; self.variables().len()];
        for (name, value) in variables {
            if let Some(index) = self.variable_names().position(|own| own == name.as_ref()) {
                values[index] = Some(value.into());
            }
        }
        expand::expand(&self.inner.parsed, &values)
    }

    /// Matches a URI and gives the values of the variables; the inverse of
    /// [`UriTemplate::expand`].
    ///
    /// `None` when the URI does not match or is longer than [`UriTemplateOptions::max_uri_length`].
    ///
    /// What `expand` wrote from values comes back as those values, unless a value contains its
    /// operator's own separator unencoded: `{.ext}` with `tar.gz` writes `.tar.gz`, whose `ext`
    /// would end at the second dot (RFC 6570 section 1.4), and `{+v}` ends at `?` and `#`.
    ///
    /// ```
    /// use mcp::{UriTemplate, UriValue};
    ///
    /// let template = UriTemplate::parse("file://docs/{name}")?;
    /// let name = |uri| Some(template.matches(uri)?.get_str("name")?.to_owned());
    /// assert_eq!(name("file://docs/readme.txt").as_deref(), Some("readme.txt"));
    /// assert_eq!(name("file://docs/hello%20world.txt").as_deref(), Some("hello world.txt"));
    /// assert_eq!(name("file://docs/a/b"), None);
    ///
    /// let template = UriTemplate::parse("/files{/path*}")?;
    /// let captures = template.matches("/files/a/b/c").expect("it matches");
    /// assert_eq!(captures.get("path"), Some(&UriValue::from(["a", "b", "c"])));
    ///
    /// // Query parameters are optional and unordered.
    /// let template = UriTemplate::parse("logs://{service}{?since,level}")?;
    /// let captures = template.matches("logs://api").expect("it matches");
    /// assert_eq!(captures.get("level"), None);
    /// let captures = template.matches("logs://api?level=error&since=5m&utm=x").expect("it matches");
    /// assert_eq!(captures.get_str("since"), Some("5m"));
    /// assert_eq!(captures.get_str("level"), Some("error"));
    /// # Ok::<(), mcp::InvalidUriTemplate>(())
    /// ```
    #[must_use]
    pub fn matches(&self, uri: &str) -> Option<Captures> {
        if uri.len() > self.inner.max_uri_length {
            return None;
        }
        let values = self.inner.matcher.values(self.variables(), uri)?;
        Some(Captures::new(self.clone(), values))
    }

    /// The key to sort templates by so that the more specific are tried first.
    pub(crate) fn specificity(&self) -> Specificity {
        self.inner.matcher.specificity()
    }

    /// Whether both templates have the same shape, names aside, so that every URI of `other`
    /// matches this one too. Templates that share only some URIs do not cover each other.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        self.inner.matcher.covers(&other.inner.matcher)
    }
}

impl fmt::Debug for UriTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UriTemplate").field(&self.as_str()).finish()
    }
}

impl fmt::Display for UriTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for UriTemplate {
    type Err = InvalidUriTemplate;

    fn from_str(template: &str) -> Result<Self, Self::Err> {
        Self::parse(template)
    }
}

impl PartialEq for UriTemplate {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for UriTemplate {}

impl Hash for UriTemplate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// Limits on templates and on the URIs matched against them. They bound time and memory.
///
/// ```
/// use mcp::{UriTemplate, UriTemplateOptions};
///
/// let options = UriTemplateOptions::default().with_max_variables(1);
/// let error = UriTemplate::parse_with("x://{a}/{b}", &options).expect_err("two variables");
/// assert_eq!(error.to_string(), "Template exceeds maximum of 1 variables");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UriTemplateOptions {
    /// Longest template, in bytes. Default: 8192.
    pub max_length: usize,
    /// Most variables in a template, over all expressions. Default: 256.
    pub max_variables: usize,
    /// Longest URI to match, in bytes; a longer one does not match. Default: 65536.
    pub max_uri_length: usize,
}

impl Default for UriTemplateOptions {
    fn default() -> Self {
        Self {
            max_length: parse::MAX_LENGTH,
            max_variables: parse::MAX_VARIABLES,
            max_uri_length: 65_536,
        }
    }
}

impl UriTemplateOptions {
    /// Sets the longest template, in bytes.
    #[must_use]
    pub fn with_max_length(mut self, bytes: usize) -> Self {
        self.max_length = bytes;
        self
    }

    /// Sets the most variables in a template.
    #[must_use]
    pub fn with_max_variables(mut self, count: usize) -> Self {
        self.max_variables = count;
        self
    }

    /// Sets the longest URI to match, in bytes.
    #[must_use]
    pub fn with_max_uri_length(mut self, bytes: usize) -> Self {
        self.max_uri_length = bytes;
        self
    }
}

/// A text is not a usable URI template.
///
/// ```
/// let error = mcp::UriTemplate::parse("x://{id").expect_err("unclosed");
/// assert_eq!(error.to_string(), "Unclosed expression at position 4");
/// assert_eq!(error.position, Some(4));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct InvalidUriTemplate {
    /// The text.
    pub template: String,
    /// Byte offset of the `{` of the expression that is wrong, or `None` when the template as a
    /// whole is.
    pub position: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl InvalidUriTemplate {
    fn new(template: &str, ParseError { message, position }: ParseError) -> Self {
        Self {
            template: template.to_owned(),
            position,
            message,
        }
    }
}
