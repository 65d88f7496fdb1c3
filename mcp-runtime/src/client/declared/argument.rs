//! What a method of a client gives: told from its types, as what it returns is.

use crate::schema::SchemaOf;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Error;
use serde_json::value::{RawValue, to_raw_value};
use std::marker::PhantomData;

/// What a method of a client can give to its tool.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent to a tool [MCP169]",
    label = "nothing that can be sent, and compared with what the tool takes",
    note = "an argument needs serde's `Serialize` and schemars' `JsonSchema`, which `#[mcp::data]` brings"
)]
pub trait Sendable {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + ?Sized> Sendable for T {}

/// The question whether it can, asked where the type is written.
pub fn sendable<T: Sendable + ?Sized>(_: &T) {}

/// The type of an argument, without a reference before it.
#[derive(Debug)]
pub struct Given<T: ?Sized>(PhantomData<fn() -> Box<T>>);

#[allow(clippy::new_without_default, clippy::unused_self)] // Called by macros, on values whose type is not written.
impl<T: ?Sized> Given<T> {
    /// A type to be told.
    pub const fn new() -> Self {
        Given(PhantomData)
    }

    /// That of a value.
    pub const fn of(_: &T) -> Self {
        Given(PhantomData)
    }

    /// Stands for the value in a call that is never made.
    pub fn value(&self) -> T
    where
        T: Sized,
    {
        unreachable!("this call is never made")
    }

    /// The same for one that is borrowed.
    pub fn reference<'a>(&self) -> &'a T {
        unreachable!("this call is never made")
    }
}

type Json = Result<Option<Box<RawValue>>, Error>;

/// How an argument is given.
#[derive(Debug)]
pub struct How<T: ?Sized> {
    pub(super) is_optional: bool,
    pub(super) schema: SchemaOf,
    json: fn(&T) -> Json,
}

impl<T: ?Sized> How<T> {
    /// The JSON of a value; `None` where it is left out.
    ///
    /// # Errors
    /// It is nothing that JSON can hold.
    pub fn json(&self, value: &T) -> Json {
        (self.json)(value)
    }
}

impl<T: Serialize + JsonSchema> Given<Option<T>> {
    /// How it is given: not at all where there is none.
    pub fn how(&self) -> How<Option<T>> {
        How {
            is_optional: true,
            schema: SchemaOf::of::<T>(),
            json: |value| value.as_ref().map(to_raw_value).transpose(),
        }
    }
}

/// Behind that method: the same of what is no `Option`.
pub trait GivenAlways<T: ?Sized> {
    /// How it is given.
    fn how(&self) -> How<T>;
}

impl<T: Serialize + JsonSchema + ?Sized> GivenAlways<T> for Given<T> {
    fn how(&self) -> How<T> {
        How {
            is_optional: false,
            schema: SchemaOf::of::<T>(),
            json: |value| to_raw_value(value).map(Some),
        }
    }
}

/// Behind both: of what cannot be given.
pub trait Ungiven<T: ?Sized> {
    /// Never called: there is an error.
    fn how(&self) -> How<T> {
        unreachable!("such a type is refused")
    }
}

impl<T: ?Sized> Ungiven<T> for &Given<T> {}
