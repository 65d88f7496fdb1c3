//! The default of an argument.

use serde::Serialize;
use serde_json::Value;
use std::marker::PhantomData;

/// A value that can stand as the default of an argument of type `T`.
#[diagnostic::on_unimplemented(
    message = "the default of a `{T}` cannot be `{Self}` [MCP051]",
    label = "not a value of this type"
)]
pub trait DefaultFor<T> {
    /// The value.
    fn default_for(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T> DefaultFor<T> for T {
    fn default_for(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl DefaultFor<String> for &str {
    fn default_for(self) -> String {
        self.to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl<T> DefaultFor<Option<T>> for T {
    fn default_for(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T, U: DefaultFor<T>, const N: usize> DefaultFor<Vec<T>> for [U; N] {
    fn default_for(self) -> Vec<T> {
        self.into_iter().map(DefaultFor::default_for).collect()
    }
}

/// The default of an argument of type `T`.
pub fn default_for<T, D: DefaultFor<T>>(value: D) -> T {
    value.default_for()
}

/// How a default is shown in the schema: as JSON where its type can be serialized, asked by an inherent method before
/// that of [`Unshown`].
#[derive(Debug)]
pub struct DefaultJson<T>(PhantomData<fn() -> T>);

impl<T> DefaultJson<T> {
    /// The question.
    pub const ASK: Self = DefaultJson(PhantomData);
}

impl<T: Serialize> DefaultJson<T> {
    /// The value as JSON.
    pub fn json(&self) -> fn(T) -> Option<Value> {
        |value| serde_json::to_value(value).ok()
    }
}

/// Types whose values cannot be shown.
pub trait Unshown<T> {
    /// Nothing.
    fn json(&self) -> fn(T) -> Option<Value> {
        |_| None
    }
}

impl<T> Unshown<T> for DefaultJson<T> {}
