//! A URI to values: the inverse of expansion, which RFC 6570 section 1.4 leaves open.
//!
//! The template becomes a sequence of literals and captures in which no two captures touch. The
//! captures are bounded (they end at a stop character) except for at most one, which spans
//! segments. What follows that one is matched from the right, what precedes it from the left, and
//! it takes the rest. A template without one is matched from the right as a whole. Each capture
//! searches the URI once and nothing is tried twice: the time is O(length × variables).

use std::cmp::Reverse;
use std::ops::Range;

use super::expand::{UriValue, decode};
use super::parse::{Operator, Parsed, Part, Variable};

/// Order in which templates are tried: the smallest, which is the most specific, comes first.
///
/// Most literal bytes, then fewest multi-segment variables, then fewest variables, then the values
/// that most characters end. The shortest URI of a template is its literals, so one whose every
/// URI another template matches too has at least as many literal bytes as that one.
pub(crate) type Specificity = (Reverse<usize>, usize, usize, Reverse<usize>);

/// A step of the scan.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Atom {
    /// Text that has to stand there; never empty.
    Literal(String),
    /// A bounded value; the atom before and after it is a literal or nothing.
    Capture(Capture),
}

impl Atom {
    fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(text) => Some(text),
            Self::Capture(_) => None,
        }
    }
}

/// A value that ends at a stop character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Capture {
    /// Index of its variable.
    variable: usize,
    stops: &'static str,
    /// `{;name}` writes `;name` alone when the value is empty, so `=` belongs to the value.
    optional_equals: bool,
}

/// The value that takes what the bounded ones leave.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MultiSegment {
    /// Index of its variable.
    variable: usize,
    stops: &'static str,
    /// For a list: what leads each item.
    separator: Option<&'static str>,
    /// For a list whose items are named: the name.
    name: Option<String>,
}

/// The characters at which a value ends; all are ASCII.
const fn stops(operator: Operator) -> &'static str {
    match operator {
        Operator::Simple => "/?#&,",
        Operator::Reserved => "?#",
        Operator::Fragment => "",
        Operator::Label => "./?#",
        Operator::Path => "/?#",
        Operator::PathParameter => ";/?#",
        Operator::Query | Operator::QueryContinuation => "&#",
    }
}

/// A template made ready for matching.
#[derive(Debug, Clone)]
pub(super) struct Matcher {
    /// Before the multi-segment value; empty when there is none.
    left: Vec<Atom>,
    multi_segment: Option<MultiSegment>,
    /// After the multi-segment value, or everything when there is none.
    right: Vec<Atom>,
    /// Variables from this index on are matched by name in the query.
    path_variables: usize,
    variables: usize,
}

impl Matcher {
    pub(super) fn new(parsed: &Parsed) -> Self {
        let mut left = Vec::new();
        let mut multi_segment = None;
        let mut right = Vec::new();
        for part in &parsed.parts[..parsed.path_parts] {
            let (operator, range) = match part {
                Part::Literal(text) => {
                    push_literal(&mut right, text);
                    continue;
                }
                Part::Expression(operator, range) => (*operator, range.clone()),
            };
            let mut lead = operator.lead();
            for index in range {
                let variable = &parsed.variables[index];
                let optional_equals = operator == Operator::PathParameter;
                // The items of an exploded value carry their own separators and names.
                if !variable.explode {
                    push_literal(&mut right, lead);
                    if operator.is_named() {
                        push_literal(&mut right, &variable.name);
                        push_literal(&mut right, if optional_equals { "" } else { "=" });
                    }
                }
                lead = operator.separator();
                if variable.is_multi_segment() {
                    left = std::mem::take(&mut right);
                    multi_segment = Some(MultiSegment {
                        variable: index,
                        stops: stops(operator),
                        separator: variable.explode.then_some(operator.separator()),
                        name: operator.is_named().then(|| variable.name.clone()),
                    });
                } else {
                    right.push(Atom::Capture(Capture {
                        variable: index,
                        stops: stops(operator),
                        optional_equals,
                    }));
                }
            }
        }
        Self {
            left,
            multi_segment,
            right,
            path_variables: parsed.path_variables,
            variables: parsed.variables.len(),
        }
    }

    /// The values of a URI, parallel to `variables`, or `None` when it does not match.
    pub(super) fn values(&self, variables: &[Variable], uri: &str) -> Option<Vec<Option<UriValue>>> {
        let (path, query) = if self.has_query() {
            let before = uri.split_once('#').map_or(uri, |(before, _)| before);
            before.split_once('?').unwrap_or((before, ""))
        } else {
            (uri, "")
        };
        let mut values = self.scan(path)?;
        values.resize(variables.len(), None);
        read_query(
            query,
            &variables[self.path_variables..],
            &mut values[self.path_variables..],
        );
        Some(values)
    }

    /// The values of the variables before the query.
    fn scan(&self, path: &str) -> Option<Vec<Option<UriValue>>> {
        let start = match self.multi_segment {
            Some(_) => self.left.first(),
            None => self.right.first(),
        };
        // Most templates of a server fail here, before anything is searched or allocated.
        if !path.starts_with(start.and_then(Atom::literal).unwrap_or_default()) {
            return None;
        }
        let mut spans = vec![0..0; self.path_variables];
        let mut rest = None;
        let end = scan_from_right(&self.right, path, self.multi_segment.is_none(), &mut spans)?;
        if let Some(multi_segment) = &self.multi_segment {
            let before = path.get(..end)?;
            let start = scan_from_left(&self.left, before, &mut spans)?;
            rest = Some((multi_segment.variable, multi_segment.value(before.get(start..)?)?));
        } else if end > 0 {
            return None;
        }
        let decoded = |span| path.get(span).map(|raw| UriValue::One(decode(raw)));
        let mut values: Vec<_> = spans.into_iter().map(decoded).collect();
        if let Some((index, value)) = rest {
            values[index] = Some(value);
        }
        Some(values)
    }

    fn has_query(&self) -> bool {
        self.path_variables < self.variables
    }

    pub(super) fn specificity(&self) -> Specificity {
        let mut literal_bytes = 0;
        let mut stops = self.multi_segment.as_ref().map_or(0, |it| it.stops.len());
        for atom in self.left.iter().chain(&self.right) {
            match atom {
                Atom::Literal(text) => literal_bytes += text.len(),
                Atom::Capture(capture) => stops += capture.stops.len(),
            }
        }
        (
            Reverse(literal_bytes),
            usize::from(self.multi_segment.is_some()),
            self.variables,
            Reverse(stops),
        )
    }

    /// Names of query variables do not count: unknown names in a query are ignored.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.left == other.left
            && self.multi_segment == other.multi_segment
            && self.right == other.right
            && self.has_query() == other.has_query()
    }
}

/// Appends text to the literal at the end, or as a new one; a longer literal is a better anchor.
fn push_literal(atoms: &mut Vec<Atom>, text: &str) {
    match atoms.last_mut() {
        _ if text.is_empty() => {}
        Some(Atom::Literal(last)) => last.push_str(text),
        _ => atoms.push(Atom::Literal(text.to_owned())),
    }
}

/// Matches atoms from the end of `text` leftwards and returns where the first of them starts.
///
/// Each value takes as little as lets the literal before it match. When `anchored` the first atom
/// has to start at 0, which fixes the end of a literal there: it may also occur in the value.
fn scan_from_right(atoms: &[Atom], text: &str, anchored: bool, spans: &mut [Range<usize>]) -> Option<usize> {
    let mut rest = text;
    for (index, atom) in atoms.iter().enumerate().rev() {
        let capture = match atom {
            Atom::Literal(literal) => {
                rest = rest.strip_suffix(literal.as_str())?;
                continue;
            }
            Atom::Capture(capture) => *capture,
        };
        let before = index.checked_sub(1).and_then(|index| atoms[index].literal());
        let earliest = rest.rfind(|c: char| capture.stops.contains(c)).map_or(0, |at| at + 1);
        let end = rest.len();
        let (literal_end, start) = match before {
            None => (earliest, earliest),
            Some(literal) if capture.optional_equals => {
                if rest.ends_with(literal) {
                    (end, end)
                } else {
                    let equals = earliest + rest[earliest..].find('=')?;
                    (equals, equals + 1)
                }
            }
            Some(literal) if anchored && index == 1 => (literal.len(), literal.len()),
            Some(literal) => {
                let window = rest.floor_char_boundary(earliest.saturating_sub(literal.len()));
                let at = window + rest[window..].rfind(literal)? + literal.len();
                (at, at)
            }
        };
        if start < earliest || start > end {
            return None;
        }
        spans[capture.variable] = start..end;
        rest = rest.get(..literal_end)?;
    }
    Some(rest.len())
}

/// Matches atoms from the start of `text` rightwards and returns where the last of them ends.
///
/// Each value takes as little as lets the literal after it match.
fn scan_from_left(atoms: &[Atom], text: &str, spans: &mut [Range<usize>]) -> Option<usize> {
    let mut position = 0;
    for (index, atom) in atoms.iter().enumerate() {
        let mut rest = text.get(position..)?;
        let capture = match atom {
            Atom::Literal(literal) => {
                position = text.len() - rest.strip_prefix(literal.as_str())?.len();
                continue;
            }
            Atom::Capture(capture) => *capture,
        };
        // The multi-segment value follows the last of these atoms, so that one is a literal.
        let literal = atoms.get(index + 1)?.literal()?;
        if capture.optional_equals {
            if rest.starts_with(literal) {
                spans[capture.variable] = position..position;
                continue;
            }
            rest = rest.strip_prefix('=')?;
            position += 1;
        }
        let latest = rest.find(|c: char| capture.stops.contains(c)).unwrap_or(rest.len());
        let window = rest.floor_char_boundary(latest + literal.len());
        let length = rest[..window].find(literal)?;
        spans[capture.variable] = position..position + length;
        position += length;
    }
    Some(position)
}

impl MultiSegment {
    /// Decodes what the bounded values left, or `None` when it cannot be such a value.
    fn value(&self, raw: &str) -> Option<UriValue> {
        let Some(separator) = self.separator else {
            let stopped = raw.contains(|c: char| self.stops.contains(c));
            return (!stopped).then(|| UriValue::One(decode(raw)));
        };
        if raw.is_empty() {
            return Some(UriValue::Many(Vec::new()));
        }
        let is_stop = |c: char| self.stops.contains(c) && !separator.contains(c);
        // An item may be empty: `/a//c` has three.
        raw.strip_prefix(separator)?
            .split(separator)
            .map(|item| {
                let item = if item.contains(is_stop) { None } else { self.item(item) };
                item.map(decode)
            })
            .collect()
    }

    /// The value of an item: what follows `name=` if items are named.
    fn item<'a>(&self, item: &'a str) -> Option<&'a str> {
        let Some(name) = &self.name else {
            return Some(item);
        };
        match item.strip_prefix(name.as_str())? {
            "" => Some(""),
            value => value.strip_prefix('='),
        }
    }
}

/// Reads a query into the values of the variables it names: in any order, the first of a repeated
/// name, others ignored. Names are compared as they stand, for expansion never encodes them, and
/// `+` is a plus sign (RFC 3986).
fn read_query(query: &str, variables: &[Variable], values: &mut [Option<UriValue>]) {
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let index = variables.iter().position(|variable| variable.name == name);
        if let Some(found) = index.and_then(|index| values.get_mut(index)) {
            found.get_or_insert_with(|| UriValue::One(decode(value)));
        }
    }
}
