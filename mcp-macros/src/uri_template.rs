//! Template text to parts: the grammar of RFC 6570 section 2, and the checks that make a template
//! matchable without backtracking.
//!
//! This file needs nothing but `std` and is kept byte-identical in the runtime and in the macros,
//! so that a template the compiler accepted is a template the server accepts.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "two crates share this file and each uses a part of it"
)]

use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::Range;

/// Longest template accepted unless told otherwise, in bytes.
pub(crate) const MAX_LENGTH: usize = 8_192;

/// Most variables accepted in one template unless told otherwise.
pub(crate) const MAX_VARIABLES: usize = 256;

/// How an expression is written into the URI: the character after `{` (RFC 6570 section 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `{v}`: one value, everything but unreserved characters percent-encoded.
    Simple,
    /// `{+v}`: reserved characters such as `/` stay as they are.
    Reserved,
    /// `{#v}`: a fragment, led by `#`; reserved characters stay as they are.
    Fragment,
    /// `{.v}`: a label, led by `.`.
    Label,
    /// `{/v}`: a path segment, led by `/`.
    Path,
    /// `{;v}`: a path parameter, `;v=value`, or `;v` when the value is empty.
    PathParameter,
    /// `{?v}`: a query, `?v=value`.
    Query,
    /// `{&v}`: the continuation of a query, `&v=value`.
    QueryContinuation,
}

impl Operator {
    /// The operator as written in a template; empty for [`Operator::Simple`].
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Simple => "",
            Self::Reserved => "+",
            Self::Fragment => "#",
            Self::Label => ".",
            Self::Path => "/",
            Self::PathParameter => ";",
            Self::Query => "?",
            Self::QueryContinuation => "&",
        }
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            b'+' => Self::Reserved,
            b'#' => Self::Fragment,
            b'.' => Self::Label,
            b'/' => Self::Path,
            b';' => Self::PathParameter,
            b'?' => Self::Query,
            b'&' => Self::QueryContinuation,
            _ => return None,
        })
    }

    /// What an expansion starts with (`first` in RFC 6570 appendix A).
    pub(crate) const fn lead(self) -> &'static str {
        match self {
            Self::Simple | Self::Reserved => "",
            _ => self.symbol(),
        }
    }

    /// What stands between two values (`sep` in RFC 6570 appendix A).
    pub(crate) const fn separator(self) -> &'static str {
        match self {
            Self::Simple | Self::Reserved | Self::Fragment => ",",
            Self::Query => "&",
            _ => self.symbol(),
        }
    }

    /// Whether the name is written before the value (`named` in RFC 6570 appendix A).
    pub(crate) const fn is_named(self) -> bool {
        matches!(self, Self::PathParameter | Self::Query | Self::QueryContinuation)
    }

    /// Whether reserved characters and `%XX` stay as they are (`allow` in RFC 6570 appendix A).
    pub(crate) const fn keeps_reserved(self) -> bool {
        matches!(self, Self::Reserved | Self::Fragment)
    }

    /// Whether `*` can be matched: only where each item repeats the separator in one place.
    const fn can_explode(self) -> bool {
        matches!(self, Self::Label | Self::Path | Self::PathParameter)
    }
}

/// One variable of a template, as written (RFC 6570 section 2.3).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Variable {
    /// The name, without operator and modifier.
    pub name: String,
    /// The operator of the expression it stands in.
    pub operator: Operator,
    /// Whether it carries `*`: a list, each item led by the operator's separator.
    pub explode: bool,
}

impl Variable {
    /// Whether the value can span several segments: `{+v}`, `{#v}` and every `*`.
    ///
    /// A template holds at most one such variable.
    #[must_use]
    pub const fn is_multi_segment(&self) -> bool {
        self.explode || self.operator.keeps_reserved()
    }
}

/// A run of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// Text outside braces, never empty. A `}` without its `{` is such text.
    Literal(String),
    /// A `{...}`: its operator, and where its variables are in [`Parsed::variables`].
    Expression(Operator, Range<usize>),
}

/// A template that can be expanded and matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parsed {
    /// The whole template, in order.
    pub(crate) parts: Vec<Part>,
    /// All variables, in order of appearance.
    pub(crate) variables: Vec<Variable>,
    /// How many parts come before the query tail; all of them when there is no such tail.
    pub(crate) path_parts: usize,
    /// How many variables come before the query tail.
    pub(crate) path_variables: usize,
}

impl Parsed {
    /// The variables of the query tail, which a matching URI may leave out.
    pub(crate) fn query_variables(&self) -> &[Variable] {
        &self.variables[self.path_variables..]
    }
}

/// Why a text is not a usable template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParseError {
    /// What is wrong.
    pub(crate) message: String,
    /// Byte offset of the `{` it is about, or `None` when it is about the template as a whole.
    pub(crate) position: Option<usize>,
}

impl ParseError {
    fn at(position: usize, message: String) -> Self {
        Self {
            message,
            position: Some(position),
        }
    }

    fn whole(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            position: None,
        }
    }
}

/// Parses a template of at most `max_length` bytes and `max_variables` variables.
pub(crate) fn parse(template: &str, max_length: usize, max_variables: usize) -> Result<Parsed, ParseError> {
    if template.len() > max_length {
        return Err(ParseError::whole(format!(
            "Template exceeds maximum length of {max_length}"
        )));
    }
    let mut parts = Vec::new();
    let mut variables = Vec::new();
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        let position = template.len() - after.len() - 1;
        let Some((body, tail)) = after.split_once('}') else {
            return Err(ParseError::at(
                position,
                format!("Unclosed expression at position {position}"),
            ));
        };
        if !literal.is_empty() {
            parts.push(Part::Literal(literal.to_owned()));
        }
        let first = variables.len();
        let operator = parse_expression(body, position, &mut variables)?;
        parts.push(Part::Expression(operator, first..variables.len()));
        if variables.len() > max_variables {
            return Err(ParseError::whole(format!(
                "Template exceeds maximum of {max_variables} variables"
            )));
        }
        rest = tail;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    check_unique_names(&variables)?;
    check_single_query(&parts)?;
    let path_parts = query_tail(&parts);
    let path_variables = match parts.get(path_parts) {
        Some(Part::Expression(_, range)) => range.start,
        _ => variables.len(),
    };
    check_anchors(&parts[..path_parts], &variables)?;
    Ok(Parsed {
        parts,
        variables,
        path_parts,
        path_variables,
    })
}

/// Parses what stands between the braces and appends its variables.
fn parse_expression(body: &str, position: usize, variables: &mut Vec<Variable>) -> Result<Operator, ParseError> {
    let fail = |message| Err(ParseError::at(position, message));
    let Some(&first) = body.as_bytes().first() else {
        return fail(format!("Empty expression at position {position}"));
    };
    let operator = Operator::from_byte(first).unwrap_or(Operator::Simple);
    let list = &body[operator.symbol().len()..];
    if list.is_empty() {
        return fail(format!(
            "Expression has operator but no variables at position {position}"
        ));
    }
    for specifier in list.split(',') {
        if specifier.contains(':') {
            let specifier = quoted(specifier);
            return fail(format!(
                "Prefix modifier {{var:N}} is not supported (in {specifier} at position {position})"
            ));
        }
        let (name, explode) = match specifier.strip_suffix('*') {
            Some(name) => (name, true),
            None => (specifier, false),
        };
        if !is_name(name) {
            let name = quoted(name);
            return fail(format!("Invalid variable name {name} at position {position}"));
        }
        if explode && !operator.can_explode() {
            let symbol = operator.symbol();
            return fail(format!(
                "Explode modifier on {{{symbol}{name}*}} is not supported for matching"
            ));
        }
        variables.push(Variable {
            name: name.to_owned(),
            operator,
            explode,
        });
    }
    Ok(operator)
}

/// RFC 6570 section 2.3 `varname`, without its percent-encoded characters.
fn is_name(name: &str) -> bool {
    name.split('.')
        .all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

/// A repeated variable would have to match the same text twice.
fn check_unique_names(variables: &[Variable]) -> Result<(), ParseError> {
    let mut seen = HashSet::new();
    for Variable { name, .. } in variables {
        if !seen.insert(name) {
            return Err(ParseError::whole(format!(
                "Variable '{name}' appears more than once; repeated variables are not supported"
            )));
        }
    }
    Ok(())
}

/// Two `{?...}` would write two `?`, which no URI has (RFC 3986 section 3.4).
fn check_single_query(parts: &[Part]) -> Result<(), ParseError> {
    let is_query = |part: &&Part| matches!(part, Part::Expression(Operator::Query, _));
    if parts.iter().filter(is_query).count() > 1 {
        return Err(ParseError::whole(
            "Template contains more than one {?...} expression; use {?a,b} or {?a}{&b} for \
             multiple query parameters",
        ));
    }
    Ok(())
}

/// How many parts come before the query tail: the trailing `{?...}{&...}` run that is matched by
/// name. Without a leading `{?...}`, or with a `?` or `#` before it, there is no such tail.
fn query_tail(parts: &[Part]) -> usize {
    use Operator::{Fragment, Query, QueryContinuation};
    let is_query = |part: &Part| matches!(part, Part::Expression(Query | QueryContinuation, _));
    let last = parts.iter().rposition(|part| !is_query(part));
    let tail = last.map_or(0, |last| last + 1);
    let starts_query = matches!(parts.get(tail), Some(Part::Expression(Query, _)));
    let plain_path = parts[..tail].iter().all(|part| match part {
        Part::Literal(text) => !text.contains(['?', '#']),
        Part::Expression(operator, _) => !matches!(operator, Query | Fragment),
    });
    if starts_query && plain_path { tail } else { parts.len() }
}

/// Every variable needs a literal before the next one, and only one may span segments: then each
/// end of each value is found by one search.
fn check_anchors(parts: &[Part], variables: &[Variable]) -> Result<(), ParseError> {
    let mut has_multi_segment = false;
    let mut previous: Option<&Variable> = None;
    for part in parts {
        let Part::Expression(operator, range) = part else {
            previous = None;
            continue;
        };
        for (index, variable) in variables[range.clone()].iter().enumerate() {
            // An exploded value carries its own separators, so no literal leads it.
            let bare = variable.explode || (index == 0 && operator.lead().is_empty());
            if let (true, Some(previous)) = (bare, previous) {
                return Err(ParseError::whole(format!(
                    "Variables '{}' and '{}' are adjacent with no literal separator; matching \
                     cannot determine where one ends and the other begins. Add a literal between \
                     them or use a single variable.",
                    previous.name, variable.name
                )));
            }
            if variable.is_multi_segment() {
                if has_multi_segment {
                    return Err(ParseError::whole(
                        "Template contains more than one multi-segment variable ({+var}, {#var}, \
                         or explode modifier); matching would be ambiguous",
                    ));
                }
                has_multi_segment = true;
            }
            previous = Some(variable);
        }
    }
    Ok(())
}

/// The text in quotes, with control characters escaped, for an error message.
pub(crate) fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' | '\\' => out.extend(character.escape_default()),
            '\'' if quote == '\'' => out.push_str("\\'"),
            character if character.is_control() => {
                // Writing to a `String` cannot fail; control characters are below U+0100.
                let _ = write!(out, "\\x{:02x}", u32::from(character));
            }
            character => out.push(character),
        }
    }
    out.push(quote);
    out
}
