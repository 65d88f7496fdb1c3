//! Whether one side takes what the other sends, as far as their schemas tell: two types that were written apart from each
//! other, held against each other. What cannot be told is no difference, and nothing is ever fetched.

mod shape;

use super::{describe_kind, nearest};
use serde_json::Value;
use shape::{Others, Reader, Shape};
use std::collections::HashSet;

/// Schemas inside schemas beyond this are not looked into.
const DEEPEST: usize = 32;

/// Differences of one pair that are told: a server may require very much.
const MOST_TOLD: usize = 256;

/// Which of the two is the Rust type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Values of the type are sent: it is to send nothing that is not taken.
    Out,
    /// Values of the type are read: it is to read what is sent. A type reads what its schema does not list, and may read
    /// more than that tells, where it has a variant for the rest.
    In,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// Where it is: `filter.words[]`; empty for the whole.
    pub(crate) path: String,
    pub(crate) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// What is sent is not what is taken.
    Type { sent: String, taken: String },
    /// It is sent, and nothing takes it. There may be one of nearly this name.
    Unknown { sent: String, near: Option<String> },
    /// It is required, and never sent.
    Missing { taken: String },
    /// It is required, and may be left out.
    Optional,
}

/// Every difference between what is sent and what is taken.
pub(crate) fn compare(sent: &Value, taken: &Value, way: Way) -> Vec<Mismatch> {
    let mut comparison = Comparison {
        sent: Reader::new(sent),
        taken: Reader::new(taken),
        way,
        under_way: Vec::new(),
    };
    let mut found = Vec::new();
    comparison.values(&[sent], &[taken], &Place::default(), &mut found);
    let mut seen = HashSet::new();
    found.retain(|one| seen.insert(one.path.clone()));
    found.truncate(MOST_TOLD);
    found
}

struct Comparison<'s> {
    sent: Reader<'s>,
    taken: Reader<'s>,
    way: Way,
    /// The pairs that are being compared: types may hold themselves.
    under_way: Vec<(*const Value, *const Value)>,
}

/// Where a value is.
#[derive(Clone, Default)]
struct Place {
    path: String,
    /// A value that is not there instead of being null.
    left_out: bool,
}

impl Place {
    fn member(&self, name: &str, left_out: bool) -> Place {
        let dot = if self.path.is_empty() { "" } else { "." };
        let path = format!("{}{dot}{}", self.path, shown(name));
        Place { path, left_out }
    }

    fn item(&self, index: Option<usize>) -> Place {
        let index = index.map(|index| index.to_string()).unwrap_or_default();
        Place {
            path: format!("{}[{index}]", self.path),
            left_out: false,
        }
    }

    fn differs(&self, what: What) -> Mismatch {
        Mismatch {
            path: self.path.clone(),
            what,
        }
    }
}

impl<'s> Comparison<'s> {
    /// Values that fit all schemas of the one list, where those of the other are wanted.
    fn values(&mut self, sent: &[&'s Value], taken: &[&'s Value], place: &Place, found: &mut Vec<Mismatch>) {
        let (Some(first), Some(second)) = (sent.first(), taken.first()) else {
            return;
        };
        let pair = (std::ptr::from_ref(*first), std::ptr::from_ref(*second));
        if self.under_way.len() >= DEEPEST || self.under_way.contains(&pair) {
            return;
        }
        self.under_way.push(pair);
        let (mut sents, takens) = (self.sent.shapes(sent), self.taken.shapes(taken));
        if place.left_out {
            for shape in &mut sents {
                shape.kinds.remove(Kinds::NULL);
            }
        }
        self.shapes(&sents, &takens, place, found);
        self.under_way.pop();
    }

    fn shapes(&mut self, sents: &[Shape<'s>], takens: &[Shape<'s>], place: &Place, found: &mut Vec<Mismatch>) {
        let mut fits_one = false;
        let mut unfit = false;
        let mut inner = Vec::new();
        for sent in sents.iter().filter(|sent| !sent.is_anything()) {
            for kind in sent.kinds.each() {
                let takers: Vec<&Shape<'s>> = takens.iter().filter(|taken| taken.kinds.has(kind)).collect();
                if takers.is_empty() && self.way == Way::In {
                    unfit = true;
                    continue;
                }
                if takers.is_empty() {
                    let taken = words(takens);
                    found.push(place.differs(What::Type {
                        sent: words(sents),
                        taken,
                    }));
                    return;
                }
                let Some(values) = &sent.values else {
                    fits_one = true;
                    inner.extend(self.best(sent, kind, &takers, place));
                    continue;
                };
                for value in values.iter().filter(|value| Kinds::of(value) == kind) {
                    match takers.iter().any(|taken| taken.lists(value)) {
                        true => fits_one = true,
                        false => unfit = true,
                    }
                }
            }
        }
        // A type that reads one of the values, or one of their kinds, may never meet the others, or have a variant for them.
        if unfit && (self.way == Way::Out || !fits_one) {
            let (sent, taken) = (words(sents), words(takens));
            found.push(place.differs(What::Type { sent, taken }));
            return;
        }
        found.extend(inner);
    }

    /// What is wrong inside, with the alternative that is nearest.
    fn best(&mut self, sent: &Shape<'s>, kind: Kinds, takers: &[&Shape<'s>], place: &Place) -> Vec<Mismatch> {
        let mut least: Option<Vec<Mismatch>> = None;
        for taken in takers {
            let mut found = Vec::new();
            match kind {
                Kinds::OBJECT => self.objects(sent, taken, place, &mut found),
                Kinds::ARRAY => self.arrays(sent, taken, place, &mut found),
                _ => {}
            }
            // Of several ways to be taken, whoever leaves out what one of them requires may mean another.
            if takers.len() > 1 && found.iter().all(|one| one.what == What::Optional) {
                found.clear();
            }
            if found.is_empty() {
                return found;
            }
            if least.as_ref().is_none_or(|least| found.len() < least.len()) {
                least = Some(found);
            }
        }
        least.unwrap_or_default()
    }

    fn objects(&mut self, sent: &Shape<'s>, taken: &Shape<'s>, place: &Place, found: &mut Vec<Mismatch>) {
        for (name, schemas) in &sent.members {
            let left_out = self.way == Way::Out && !sent.required.contains(name);
            let place = place.member(name, left_out);
            match (taken.members.get(name), &taken.others) {
                (Some(taken), _) => self.values(schemas, taken, &place, found),
                (None, Others::Of(schema)) => self.values(schemas, &[*schema], &place, found),
                // A schema that lists members takes others by the letter. But what lists them and means to take others
                // says so: this is how names that are written wrong get lost.
                (None, Others::Unsaid) if self.way == Way::In || taken.members.is_empty() => {}
                (None, Others::Any) => {}
                (None, Others::None | Others::Unsaid) => {
                    let known: Vec<&str> = taken.members.keys().copied().collect();
                    let near = nearest(name, &known).map(shown);
                    let sent = words(&self.sent.shapes(schemas));
                    found.push(place.differs(What::Unknown { sent, near }));
                }
            }
        }
        if let (Others::Of(sent), Others::Of(taken)) = (&sent.others, &taken.others) {
            self.values(&[*sent], &[*taken], &place.member("*", false), found);
        }
        for name in taken.required.difference(&sent.required) {
            let is_listed = sent.members.contains_key(name);
            // Servers send more than their schemas say, and what these call optional: members that are made, or have a
            // default. Only a name that was meant to be another is told.
            let is_written_wrong = || {
                let listed: Vec<&str> = sent.members.keys().copied().collect();
                nearest(name, &listed).is_some()
            };
            let is_closed = match sent.others {
                Others::None => true,
                Others::Unsaid if self.way == Way::In => !is_listed && is_written_wrong(),
                Others::Unsaid => !sent.members.is_empty(),
                Others::Any | Others::Of(_) => false,
            };
            let place = place.member(name, false);
            if is_listed {
                if self.way == Way::Out {
                    found.push(place.differs(What::Optional));
                }
            } else if is_closed {
                let taken = taken.members.get(name).map_or("any value".to_owned(), |schemas| {
                    let shapes = self.taken.shapes(schemas);
                    words(&shapes)
                });
                found.push(place.differs(What::Missing { taken }));
            }
        }
    }

    fn arrays(&mut self, sent: &Shape<'s>, taken: &Shape<'s>, place: &Place, found: &mut Vec<Mismatch>) {
        for index in 0..sent.prefix.len().max(taken.prefix.len()) {
            let (sent, taken) = (sent.item(index), taken.item(index));
            self.values(&sent, &taken, &place.item(Some(index)), found);
        }
        // No more items than are listed is a limit, as a length is.
        let is_limit = taken.items.iter().any(|items| **items == Value::Bool(false));
        if !is_limit {
            self.values(&sent.items, &taken.items, &place.item(None), found);
        }
    }
}

/// The kinds of value that a schema allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kinds(u8);

impl Kinds {
    const NONE: Kinds = Kinds(0);
    const INTEGER: Kinds = Kinds(1);
    /// A number that is no integer.
    const FRACTION: Kinds = Kinds(1 << 1);
    const STRING: Kinds = Kinds(1 << 2);
    const BOOLEAN: Kinds = Kinds(1 << 3);
    const ARRAY: Kinds = Kinds(1 << 4);
    const OBJECT: Kinds = Kinds(1 << 5);
    const NULL: Kinds = Kinds(1 << 6);
    const ALL: Kinds = Kinds((1 << 7) - 1);

    fn named(name: &str) -> Kinds {
        match name {
            "integer" => Kinds::INTEGER,
            "number" => Kinds(Kinds::INTEGER.0 | Kinds::FRACTION.0),
            "string" => Kinds::STRING,
            "boolean" => Kinds::BOOLEAN,
            "array" => Kinds::ARRAY,
            "object" => Kinds::OBJECT,
            "null" => Kinds::NULL,
            // Of another dialect.
            _ => Kinds::ALL,
        }
    }

    fn of(value: &Value) -> Kinds {
        match value {
            Value::Null => Kinds::NULL,
            Value::Bool(_) => Kinds::BOOLEAN,
            Value::Number(number) => match number.as_f64() {
                Some(number) if number.fract() != 0.0 => Kinds::FRACTION,
                _ => Kinds::INTEGER,
            },
            Value::String(_) => Kinds::STRING,
            Value::Array(_) => Kinds::ARRAY,
            Value::Object(_) => Kinds::OBJECT,
        }
    }

    fn has(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    fn and(self, other: Kinds) -> Kinds {
        Kinds(self.0 & other.0)
    }

    fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    fn remove(&mut self, other: Kinds) {
        self.0 &= !other.0;
    }

    fn each(self) -> impl Iterator<Item = Kinds> {
        (0..7).map(|bit| Kinds(1 << bit)).filter(move |kind| self.has(*kind))
    }

    fn words(self) -> String {
        if self == Kinds::NONE {
            return "nothing".to_owned();
        }
        if self == Kinds::ALL {
            return "any value".to_owned();
        }
        let number = if self.has(Kinds::FRACTION) { "number" } else { "integer" };
        let named = [
            (Kinds::INTEGER.or(Kinds::FRACTION), number),
            (Kinds::STRING, "string"),
            (Kinds::BOOLEAN, "boolean"),
            (Kinds::ARRAY, "array"),
            (Kinds::OBJECT, "object"),
            (Kinds::NULL, "null"),
        ];
        let words: Vec<&str> = named
            .into_iter()
            .filter(|(kind, _)| self.has(*kind))
            .map(|(_, name)| describe_kind(name))
            .collect();
        words.join(" or ")
    }
}

/// Values that are named in words; more of them are many.
const MOST_NAMED: usize = 8;

fn words(shapes: &[Shape<'_>]) -> String {
    let kinds = shapes.iter().fold(Kinds::NONE, |all, shape| all.or(shape.kinds));
    let values: Option<Vec<&Value>> = shapes
        .iter()
        .map(|shape| shape.values.as_deref())
        .collect::<Option<Vec<_>>>()
        .map(|lists| lists.concat());
    let Some(mut values) = values.filter(|values| !values.is_empty()) else {
        return kinds.words();
    };
    values.retain(|value| kinds.has(Kinds::of(value)));
    let mut named: Vec<String> = values.iter().take(MOST_NAMED).map(|value| short(value)).collect();
    if values.len() > MOST_NAMED {
        named.push("…".to_owned());
    }
    match named.as_slice() {
        [] => kinds.words(),
        [one] => one.clone(),
        _ => format!("one of {}", named.join(", ")),
    }
}

/// A value, or the start of it: it comes from outside.
fn short(value: &Value) -> String {
    const LONGEST: usize = 64;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Whether a character changes how those around it are shown.
fn turns(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A name, which comes from outside: on one line, and no longer than a name should be.
pub(crate) fn shown(name: &str) -> String {
    const LONGEST: usize = 128;
    name.chars()
        .take(LONGEST)
        .flat_map(|c| {
            let escaped = (c.is_control() || turns(c)).then(|| c.escape_default());
            let plain = escaped.is_none().then_some(c);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}

#[cfg(test)]
mod tests;
