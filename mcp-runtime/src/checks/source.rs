//! Where the value of a tool's parameter comes from: the one question about its type, put so that what a type lacks is
//! named.

use super::slot::Slot;
use crate::server::argument::{Argument, Source};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// A type as a parameter, in one of three ways to ask about it.
pub trait Question<T> {
    /// Where the value comes from.
    fn source() -> Source<T>;
}

/// Of a type that is an argument, or has nothing of one.
#[derive(Debug)]
pub struct Whole;
/// Of a type that can be read alone.
#[derive(Debug)]
pub struct ReadAlone;
/// Of a type that has a schema alone.
#[derive(Debug)]
pub struct ShownAlone;

impl<T: Argument> Question<T> for Whole {
    fn source() -> Source<T> {
        T::source()
    }
}

impl<T: Shown> Question<T> for ReadAlone {
    fn source() -> Source<T> {
        unreachable!("such a type is an argument")
    }
}

impl<T: Read> Question<T> for ShownAlone {
    fn source() -> Source<T> {
        unreachable!("such a type is an argument")
    }
}

/// The question, asked where the type is written.
pub fn argument<T, How: Question<T>>(_: How) -> Source<T> {
    How::source()
}

/// What a model can see the shape of.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no JSON schema: derive schemars' `JsonSchema` [MCP062]",
    label = "a model could not see what to send",
    note = "`#[mcp::data]` on the type derives all that data needs",
    note = "schemars is version 1 here: what version 0.8 derives is another `JsonSchema`"
)]
pub trait Shown {}

#[diagnostic::do_not_recommend]
impl<T: JsonSchema> Shown for T {}

/// What can be read from what a model sends.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from JSON: derive serde's `Deserialize` [MCP063]",
    label = "nothing could read what a model sends",
    note = "`#[mcp::data]` on the type derives all that data needs"
)]
pub trait Read {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Read for T {}

impl<T: Argument> Slot<T> {
    /// Where the value comes from.
    pub fn source(&self, question: fn(Whole) -> Source<T>) -> Source<T> {
        question(Whole)
    }
}

/// Behind that method: the same of a type without a schema.
pub trait HalfRead<T> {
    /// Never called: there is an error.
    fn source(&self, question: fn(ReadAlone) -> Source<T>) -> Source<T>;
}

impl<T: DeserializeOwned + Send> HalfRead<T> for Slot<T> {
    fn source(&self, question: fn(ReadAlone) -> Source<T>) -> Source<T> {
        question(ReadAlone)
    }
}

/// Behind both: of a type that has nothing but a schema.
pub trait HalfShown<T> {
    /// Never called: there is an error.
    fn source(&self, question: fn(ShownAlone) -> Source<T>) -> Source<T>;
}

impl<T: JsonSchema + Send> HalfShown<T> for &Slot<T> {
    fn source(&self, question: fn(ShownAlone) -> Source<T>) -> Source<T> {
        question(ShownAlone)
    }
}

/// Behind all of them.
pub trait Neither<T> {
    /// Never called: there is an error.
    fn source(&mut self, question: fn(Whole) -> Source<T>) -> Source<T>;
}

impl<T> Neither<T> for &Slot<T> {
    fn source(&mut self, question: fn(Whole) -> Source<T>) -> Source<T> {
        question(Whole)
    }
}
