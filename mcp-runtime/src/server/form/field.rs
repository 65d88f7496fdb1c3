//! One field of a form: what is asked, and what is promised of the answer.

use super::answer::{FieldOf, Unread};
use super::format::Format;
use super::range::FormRange;
use crate::schema::{Constraint, Lengthed, Ranged, describe};
use crate::server::promises::Promises;
use crate::types::JsonObject;
use serde_json::Value;
use std::ops::RangeBounds;

/// One field of a form, made by the macro each time the form is asked or read.
#[derive(Debug)]
pub struct Field<T> {
    pub(super) name: &'static str,
    asks: FieldOf<T>,
    pub(super) promises: Promises<T>,
    keywords: Vec<(&'static str, Value)>,
}

/// What a field's `format` may stand on.
#[diagnostic::on_unimplemented(
    message = "`format` stands on text, and `{Self}` is none [MCP146]",
    label = "no text",
    note = "take a `String`, or leave out `format`"
)]
pub trait Formatted {
    /// The text, if there is one.
    fn text(&self) -> Option<&str>;
}

#[diagnostic::do_not_recommend]
impl Formatted for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl Formatted for Option<String> {
    fn text(&self) -> Option<&str> {
        self.as_deref()
    }
}

impl<T> Field<T> {
    /// A field of this name on the wire.
    pub fn new(name: &'static str, asks: FieldOf<T>) -> Self {
        Field {
            name,
            asks,
            promises: Promises::new(name),
            keywords: Vec::new(),
        }
    }

    /// A keyword of its schema: `description`, `title`.
    #[must_use]
    pub fn keyword(mut self, key: &'static str, value: &'static str) -> Self {
        self.keywords.push((key, value.into()));
        self
    }

    /// A number within bounds.
    #[must_use]
    pub fn range<R: FormRange<T::Number>>(mut self, range: R) -> Self
    where
        T: Ranged,
    {
        self.promises.range(&range);
        self
    }

    /// Text or choices of a bounded length.
    #[must_use]
    pub fn length(mut self, range: impl RangeBounds<usize>) -> Self
    where
        T: Lengthed,
    {
        self.promises.length(&range);
        self
    }

    /// Text of a format.
    #[must_use]
    pub fn format(mut self, name: &'static str) -> Self
    where
        T: Formatted,
    {
        if let Some(format) = Format::parse(name) {
            self.promises.constraints.push(Constraint {
                keywords: vec![("format", name.into())],
                kind: "string",
                holds: Box::new(move |value: &T| value.text().is_none_or(|text| format.holds(text))),
            });
        }
        self
    }

    /// The value when the field is not filled in.
    #[must_use]
    pub fn default(mut self, default: fn() -> T) -> Self {
        let value = self.promises.set_default(default);
        let json = (self.asks.json)(&value);
        if !json.is_null() {
            self.keywords.push(("default", json));
        }
        self
    }

    pub(super) fn is_required(&self) -> bool {
        self.promises.default.is_none() && (self.asks.absent)().is_none()
    }

    pub(super) fn schema(&self) -> JsonObject {
        let limits = self
            .promises
            .constraints
            .iter()
            .flat_map(|constraint| &constraint.keywords);
        let mut schema = (self.asks.schema)();
        schema.extend(
            limits
                .chain(&self.keywords)
                .map(|(key, value)| ((*key).to_owned(), value.clone())),
        );
        schema
    }

    /// The value in what was filled in.
    ///
    /// # Errors
    /// What does not fit, with its path, and no value repeated.
    pub(super) fn read(&self, content: &JsonObject) -> Result<T, Vec<String>> {
        let name = self.name;
        let expected = |schema: JsonObject| format!("expected {}", describe(&Value::Object(schema)));
        let Some(value) = content.get(name) else {
            let value = match self.promises.default {
                Some(default) => Some(default()),
                None => (self.asks.absent)(),
            };
            return value.ok_or_else(|| vec![format!("$.{name}: missing, {}", expected(self.schema()))]);
        };
        match (self.asks.read)(value) {
            Ok(value) if self.promises.keeps(&value) => Ok(value),
            Ok(_) | Err(Unread::Whole) => Err(vec![format!("$.{name}: {}", expected(self.schema()))]),
            Err(Unread::Beyond(least, most)) => {
                let mut schema = self.schema();
                schema.entry("minimum").or_insert(least);
                schema.entry("maximum").or_insert(most);
                Err(vec![format!("$.{name}: {}", expected(schema))])
            }
            Err(Unread::Items(places)) => {
                let items = (self.asks.schema)().get("items").map_or_else(String::new, describe);
                let problem = |place| format!("$.{name}[{place}]: expected {items}");
                Err(places.into_iter().map(problem).collect())
            }
        }
    }
}
