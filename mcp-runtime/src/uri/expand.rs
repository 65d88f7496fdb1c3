//! The values of variables, their expansion to a URI (RFC 6570 section 3), and the percent-coding
//! that expansion and matching share.

use std::borrow::Cow;
use std::fmt;

use super::UriTemplate;
use super::parse::{Operator, Parsed, Part};

/// The value of a template variable: a string, or a list of strings (RFC 6570 section 2.3).
///
/// Matching gives [`UriValue::Many`] for exploded variables (`{/path*}`) and [`UriValue::One`] for
/// all others. Expansion takes either for any variable.
///
/// ```
/// use mcp::UriValue;
///
/// assert_eq!(UriValue::from("a").as_str(), Some("a"));
/// assert_eq!(UriValue::from(["a", "b"]).as_slice(), ["a", "b"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum UriValue {
    /// A string.
    One(String),
    /// A list of strings, in order. An empty list counts as undefined in an expansion.
    Many(Vec<String>),
}

impl UriValue {
    /// The string, or `None` for a list.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::One(value) => Some(value),
            Self::Many(_) => None,
        }
    }

    /// All strings in order: one for a string, the items for a list.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    /// Iterates over all strings in order, as [`UriValue::as_slice`] has them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.as_slice().iter().map(String::as_str)
    }

    /// The string by value, or the value unchanged when it is a list.
    ///
    /// # Errors
    ///
    /// Returns the list as it was.
    pub fn into_string(self) -> Result<String, Self> {
        match self {
            Self::One(value) => Ok(value),
            Self::Many(_) => Err(self),
        }
    }

    /// All strings by value: one for a string, the items for a list.
    #[must_use]
    pub fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(value) => vec![value],
            Self::Many(values) => values,
        }
    }
}

impl From<&str> for UriValue {
    fn from(value: &str) -> Self {
        Self::One(value.to_owned())
    }
}

impl From<&String> for UriValue {
    fn from(value: &String) -> Self {
        Self::One(value.clone())
    }
}

impl From<String> for UriValue {
    fn from(value: String) -> Self {
        Self::One(value)
    }
}

impl From<Cow<'_, str>> for UriValue {
    fn from(value: Cow<'_, str>) -> Self {
        Self::One(value.into_owned())
    }
}

impl<S: Into<String>> From<Vec<S>> for UriValue {
    fn from(values: Vec<S>) -> Self {
        values.into_iter().collect()
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for UriValue {
    fn from(values: [S; N]) -> Self {
        values.into_iter().collect()
    }
}

impl<S: Clone + Into<String>> From<&[S]> for UriValue {
    fn from(values: &[S]) -> Self {
        values.iter().cloned().collect()
    }
}

impl From<&UriValue> for UriValue {
    fn from(value: &UriValue) -> Self {
        value.clone()
    }
}

impl<S: Into<String>> FromIterator<S> for UriValue {
    fn from_iter<I: IntoIterator<Item = S>>(values: I) -> Self {
        Self::Many(values.into_iter().map(Into::into).collect())
    }
}

/// The values a URI gave for the variables of a template, in the order of the template.
///
/// Values are percent-decoded; a value whose bytes are not UTF-8 once decoded stays as it stands
/// in the URI. A query variable that the URI does not name is absent.
///
/// ```
/// use mcp::{UriTemplate, UriValue};
///
/// let template = UriTemplate::parse("logs://{service}{?since,level}")?;
/// let captures = template.matches("logs://api?level=error").expect("it matches");
/// assert_eq!(captures.get_str("service"), Some("api"));
/// assert_eq!(captures.get("since"), None);
///
/// let all: Vec<_> = captures.iter().collect();
/// assert_eq!(all, [("service", &UriValue::from("api")), ("level", &UriValue::from("error"))]);
/// assert_eq!(template.expand(captures.iter()), "logs://api?level=error");
/// # Ok::<(), mcp::InvalidUriTemplate>(())
/// ```
#[derive(Default, Clone)]
pub struct Captures {
    /// `None` for a URI that is no template's: it has no variables.
    template: Option<UriTemplate>,
    values: Vec<Option<UriValue>>,
}

impl Captures {
    /// `values` runs parallel to the variables of the template.
    pub(super) fn new(template: UriTemplate, values: Vec<Option<UriValue>>) -> Self {
        Self {
            template: Some(template),
            values,
        }
    }

    /// The value of a variable, or `None` when it is absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&UriValue> {
        let found = self.iter().find(|(variable, _)| *variable == name);
        found.map(|(_, value)| value)
    }

    /// The value of a variable as a string, or `None` when it is absent or a list.
    #[must_use]
    pub fn get_str(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Iterates over the names and values that are present, in the order of the template.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &UriValue)> {
        let names = self.template.iter().flat_map(UriTemplate::variable_names);
        names
            .zip(&self.values)
            .filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }
}

impl PartialEq for Captures {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Captures {}

impl fmt::Debug for Captures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Expands the parts; `values` runs parallel to `parsed.variables`.
pub(super) fn expand(parsed: &Parsed, values: &[Option<UriValue>]) -> String {
    let mut out = String::new();
    for part in &parsed.parts {
        let (operator, range) = match part {
            Part::Literal(text) => {
                out.push_str(text);
                continue;
            }
            Part::Expression(operator, range) => (*operator, range.clone()),
        };
        // The lead is written before the first defined value only (RFC 6570 section 3.2.1).
        let mut separator = operator.lead();
        for (variable, value) in parsed.variables[range.clone()].iter().zip(&values[range]) {
            let Some(value) = value else { continue };
            let items = value.as_slice();
            // An exploded list is one value per item, any other list one value with commas.
            let groups = items.chunks(if variable.explode { 1 } else { items.len().max(1) });
            for group in groups {
                out.push_str(separator);
                separator = operator.separator();
                push_value(&mut out, operator, &variable.name, group);
            }
        }
    }
    out
}

/// Writes one value, with its name if the operator writes names.
fn push_value(out: &mut String, operator: Operator, name: &str, items: &[String]) {
    if operator.is_named() {
        out.push_str(name);
        let is_empty = items.len() < 2 && items.iter().all(String::is_empty);
        if is_empty && operator == Operator::PathParameter {
            return;
        }
        out.push('=');
    }
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        encode(out, item, operator.keeps_reserved());
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986 section 2.3). With
/// `keep_reserved`, reserved characters and existing `%XX` pass too (RFC 6570 section 3.2.3).
fn encode(out: &mut String, value: &str, keep_reserved: bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = value.as_bytes();
    for (index, &byte) in bytes.iter().enumerate() {
        let passes = match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => true,
            b'%' => keep_reserved && hex_pair(&bytes[index + 1..]).is_some(),
            _ => keep_reserved && b":/?#[]@!$&'()*+,;=".contains(&byte),
        };
        if passes {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 0x0F)]));
        }
    }
}

/// Percent-decodes to UTF-8. A `%` without two hexadecimal digits stays as it is, and so does the
/// whole text when its bytes are not UTF-8 once decoded.
pub(super) fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        index += 1;
        match hex_pair(&bytes[index..]) {
            Some(octet) if byte == b'%' => {
                out.push(octet);
                index += 2;
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The octet that two leading hexadecimal digits stand for.
fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let digit = |index: usize| char::from(*bytes.get(index)?).to_digit(16);
    u8::try_from(digit(0)? << 4 | digit(1)?).ok()
}
