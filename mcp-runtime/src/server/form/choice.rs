//! One of several choices: an enum whose variants hold nothing.

use serde_json::{Value, json};

/// An enum with `#[derive(mcp::Form)]`.
pub trait Choice: Sized {
    /// The names on the wire, and the titles of those that have one.
    const CHOICES: &'static [(&'static str, Option<&'static str>)];
    /// The variant at a place among them.
    fn choice(place: usize) -> Option<Self>;
    /// The place of this one.
    fn place(&self) -> usize;
}

/// The choices, under `enum` when none has a title, else under the key for those that have: one without is shown by its
/// name there.
pub(super) fn choices<E: Choice>(titled: &'static str) -> (&'static str, Value) {
    if E::CHOICES.iter().all(|(_, title)| title.is_none()) {
        return ("enum", E::CHOICES.iter().map(|(name, _)| Value::from(*name)).collect());
    }
    let choice = |(name, title): &(&str, Option<&str>)| json!({ "const": name, "title": title.unwrap_or(name) });
    (titled, E::CHOICES.iter().map(choice).collect())
}

/// The variant of this name.
pub(super) fn named<E: Choice>(name: &str) -> Option<E> {
    let place = E::CHOICES.iter().position(|(known, _)| *known == name)?;
    E::choice(place)
}

/// The name of a variant.
pub(super) fn name<E: Choice>(choice: &E) -> &'static str {
    E::CHOICES.get(choice.place()).map_or("", |(name, _)| name)
}
