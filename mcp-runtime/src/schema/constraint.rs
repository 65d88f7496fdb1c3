//! What `#[arg(range, length, pattern)]` promise: in the schema for the model, and checked before the body runs.

use super::pattern::foreign;
use schemars::Schema;
use serde_json::{Number as JsonNumber, Value};
use std::ops::{Bound, RangeBounds};

/// A number that a bound can be, exact for every integer type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer.
    Integer(i128),
    /// A floating-point number.
    Float(f64),
}

impl Number {
    fn compare(self, other: Number) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Number::Integer(a), Number::Integer(b)) => Some(a.cmp(&b)),
            (a, b) => a.as_f64().partial_cmp(&b.as_f64()),
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn as_f64(self) -> f64 {
        match self {
            Number::Integer(value) => value as f64,
            Number::Float(value) => value,
        }
    }

    fn json(self) -> Value {
        match self {
            Number::Integer(value) => JsonNumber::from_i128(value).map_or(Value::Null, Value::Number),
            Number::Float(value) => JsonNumber::from_f64(value).map_or(Value::Null, Value::Number),
        }
    }
}

/// A number type that a `range` can bound.
pub trait Numeric: Copy {
    /// The number, exactly.
    fn number(self) -> Number;
}

macro_rules! numeric {
    ($variant:ident $wide:ty: $($type:ty)*) => {$(
        impl Numeric for $type {
            fn number(self) -> Number {
                Number::$variant(<$wide>::from(self))
            }
        }
        impl Ranged for $type {
            type Number = $type;
            fn numbers(&self) -> Option<Number> {
                Some(self.number())
            }
        }
    )*};
}

numeric!(Integer i128: u8 u16 u32 u64 i8 i16 i32 i64);
numeric!(Float f64: f32 f64);

macro_rules! numeric_size {
    ($($type:ty)*) => {$(
        impl Numeric for $type {
            fn number(self) -> Number {
                Number::Integer(i128::try_from(self).unwrap_or(i128::MAX))
            }
        }
        impl Ranged for $type {
            type Number = $type;
            fn numbers(&self) -> Option<Number> {
                Some(self.number())
            }
        }
    )*};
}

numeric_size!(usize isize);

/// What `#[arg(range = …)]` may stand on.
#[diagnostic::on_unimplemented(
    message = "`range` stands on numbers, and `{Self}` is none [MCP053]",
    label = "no number",
    note = "for text and lists there is `length = ..=64`"
)]
pub trait Ranged {
    /// The type of the bounds.
    type Number: Numeric;
    /// The value to compare, if there is one.
    fn numbers(&self) -> Option<Number>;
}

impl<T: Ranged> Ranged for Option<T> {
    type Number = T::Number;
    fn numbers(&self) -> Option<Number> {
        self.as_ref().and_then(Ranged::numbers)
    }
}

/// What `#[arg(length = …)]` may stand on: characters of text, items of a list.
#[diagnostic::on_unimplemented(
    message = "`length` stands on text and lists, and `{Self}` is neither [MCP054]",
    label = "has no length",
    note = "for numbers there is `range = 1..=14`"
)]
pub trait Lengthed {
    /// The keywords of JSON Schema for it.
    const KEYS: (&'static str, &'static str);
    /// The length, if there is a value.
    fn length(&self) -> Option<usize>;
}

impl Lengthed for String {
    const KEYS: (&'static str, &'static str) = ("minLength", "maxLength");
    fn length(&self) -> Option<usize> {
        Some(self.chars().count())
    }
}

impl<T> Lengthed for Vec<T> {
    const KEYS: (&'static str, &'static str) = ("minItems", "maxItems");
    fn length(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T: Lengthed> Lengthed for Option<T> {
    const KEYS: (&'static str, &'static str) = T::KEYS;
    fn length(&self) -> Option<usize> {
        self.as_ref().and_then(Lengthed::length)
    }
}

/// What `#[arg(pattern = …)]` may stand on.
#[diagnostic::on_unimplemented(
    message = "`pattern` stands on text, and `{Self}` is none [MCP055]",
    label = "no text",
    note = "for numbers there is `range = 1..=14`"
)]
pub trait Patterned {
    /// The text, if there is one.
    fn text(&self) -> Option<&str>;
}

impl Patterned for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Patterned for Option<String> {
    fn text(&self) -> Option<&str> {
        self.as_deref()
    }
}

type Check<T> = Box<dyn Fn(&T) -> bool + Send + Sync>;

/// One promise about an argument: what the schema says of it, and whether a value keeps it.
pub(crate) struct Constraint<T> {
    pub(crate) keywords: Vec<(&'static str, Value)>,
    /// The JSON type of the values it is about, for those that come as text and have no schema.
    pub(crate) kind: &'static str,
    pub(crate) holds: Check<T>,
}

impl<T> std::fmt::Debug for Constraint<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Constraint")
            .field("keywords", &self.keywords)
            .finish_non_exhaustive()
    }
}

impl<T> Constraint<T> {
    pub(crate) fn range(range: &impl RangeBounds<T::Number>) -> Self
    where
        T: Ranged,
    {
        let bound = |bound: Bound<&T::Number>| match bound {
            Bound::Included(value) => Some((value.number(), true)),
            Bound::Excluded(value) => Some((value.number(), false)),
            Bound::Unbounded => None,
        };
        let (from, to) = (bound(range.start_bound()), bound(range.end_bound()));
        let mut keywords = Vec::new();
        if let Some((value, inclusive)) = from {
            keywords.push((if inclusive { "minimum" } else { "exclusiveMinimum" }, value.json()));
        }
        match to {
            // For integers `1..15` and `1..=14` are one range; the second is the one models read right.
            Some((Number::Integer(value), false)) => keywords.push(("maximum", Number::Integer(value - 1).json())),
            Some((value, inclusive)) => {
                keywords.push((if inclusive { "maximum" } else { "exclusiveMaximum" }, value.json()));
            }
            None => {}
        }
        let holds: Check<T> = Box::new(move |value| {
            use std::cmp::Ordering::{Equal, Greater, Less};
            let Some(number) = value.numbers() else { return true };
            let after = from.is_none_or(|(from, inclusive)| match number.compare(from) {
                Some(Greater) => true,
                Some(Equal) => inclusive,
                _ => false,
            });
            after
                && to.is_none_or(|(to, inclusive)| match number.compare(to) {
                    Some(Less) => true,
                    Some(Equal) => inclusive,
                    _ => false,
                })
        });
        let is_integer = |bound: &Option<(Number, bool)>| matches!(bound, Some((Number::Integer(_), _)));
        let kind = if is_integer(&from) || is_integer(&to) {
            "integer"
        } else {
            "number"
        };
        Constraint { keywords, kind, holds }
    }

    pub(crate) fn length(range: &impl RangeBounds<usize>) -> Self
    where
        T: Lengthed,
    {
        let from = match range.start_bound() {
            Bound::Included(least) => *least,
            Bound::Excluded(below) => below.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let to = match range.end_bound() {
            Bound::Included(most) => Some(*most),
            Bound::Excluded(above) => Some(above.saturating_sub(1)),
            Bound::Unbounded => None,
        };
        let mut keywords = Vec::new();
        if from > 0 {
            keywords.push((T::KEYS.0, Value::from(from)));
        }
        if let Some(to) = to {
            keywords.push((T::KEYS.1, Value::from(to)));
        }
        let holds: Check<T> = Box::new(move |value| {
            value
                .length()
                .is_none_or(|length| from <= length && to.is_none_or(|to| length <= to))
        });
        let kind = if T::KEYS.0 == "minItems" { "array" } else { "string" };
        Constraint { keywords, kind, holds }
    }

    /// # Errors
    /// The pattern is none that `regex-lite` reads, or clients read it in another way.
    pub(crate) fn pattern(pattern: &'static str) -> Result<Self, String>
    where
        T: Patterned,
    {
        let regex = regex_lite::Regex::new(pattern).map_err(|error| format!("pattern {pattern:?}: {error}"))?;
        if let Some(part) = foreign(pattern) {
            return Err(format!("pattern {pattern:?}: ECMA-262 has no {part}"));
        }
        let holds: Check<T> = Box::new(move |value| value.text().is_none_or(|text| regex.is_match(text)));
        Ok(Constraint {
            keywords: vec![("pattern", Value::from(pattern))],
            kind: "string",
            holds,
        })
    }

    pub(crate) fn apply(&self, schema: &mut Schema) {
        for (key, value) in &self.keywords {
            schema.insert((*key).to_owned(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let days = Constraint::<u8>::range(&(1..=14));
        assert_eq!(days.keywords, [("minimum", 1.into()), ("maximum", 14.into())]);
        for (value, kept) in [(0, false), (1, true), (14, true), (15, false)] {
            assert_eq!((days.holds)(&value), kept, "{value}");
        }
        assert_eq!(Constraint::<u8>::range(&(..15)).keywords, [("maximum", 14.into())]);
        let big = Constraint::<u64>::range(&(..=u64::MAX));
        assert_eq!(big.keywords, [("maximum", u64::MAX.into())]);
        let share = Constraint::<Option<f64>>::range(&(0.0..1.0));
        assert!((share.holds)(&None) && (share.holds)(&Some(0.0)) && !(share.holds)(&Some(1.0)));
        assert!(!(share.holds)(&Some(f64::NAN)));
    }

    #[test]
    fn lengths_and_patterns() {
        let short = Constraint::<String>::length(&(2..=3));
        for (text, kept) in [("ö", false), ("öü", true), ("öüä", true), ("öüäß", false)] {
            assert_eq!((short.holds)(&text.to_owned()), kept, "{text}");
        }
        let iso = Constraint::<String>::pattern("^[A-Z]{2}$").expect("a pattern");
        assert!((iso.holds)(&"NL".to_owned()) && !(iso.holds)(&"nl".to_owned()));
        assert!(Constraint::<String>::pattern("(").is_err());
    }
}
