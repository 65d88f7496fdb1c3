//! What is asked only of types of our own: inherent methods of those, behind which stand those of every type.

use super::slot::{Slot, Unasked};
use super::states::NoStates;
use crate::server::argument::State;
use crate::server::context::{Cancel, Context, Headers, Principal, Progress};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// What the server gives.
pub trait OfServer {}

impl OfServer for Context {}
impl OfServer for Progress {}
impl OfServer for Cancel {}
impl OfServer for Headers {}
impl OfServer for Principal {}
impl<T> OfServer for State<T> {}

impl<T: OfServer> Slot<T> {
    /// Of an argument with words about what a client sends.
    pub fn of_client(&self, _: fn(&T)) {}
}

/// What a client sends. Nothing is that the server gives.
#[diagnostic::on_unimplemented(
    message = "`#[arg]` says what a client sends, and this argument comes from the server [MCP013]",
    label = "`{Self}` comes from the server"
)]
pub trait OfClient {}

#[diagnostic::do_not_recommend]
impl OfClient for NoStates {}

/// The question, asked where the words are.
pub fn of_client<T: OfClient>(_: &T) {}

/// Two parameters.
#[derive(Debug)]
pub struct Two<A, B>(PhantomData<fn() -> (A, B)>);

/// The types of two.
pub fn two<A, B>(_: &Slot<A>, _: &Slot<B>) -> Two<A, B> {
    Two(PhantomData)
}

#[allow(clippy::unused_self)] // Called by macros, on values whose type is not written.
impl Two<Context, Context> {
    /// Of two contexts.
    pub fn once(&self, _: fn(&Context)) {}
}

impl<A, B> Unasked for Two<A, B> {}

/// What can be taken twice. A context is not.
#[diagnostic::on_unimplemented(message = "there is one `Context`: take it once [MCP043]", label = "taken already")]
pub trait Twice {}

#[diagnostic::do_not_recommend]
impl Twice for NoStates {}

/// The question, asked at the second.
pub fn once<T: Twice>(_: &T) {}

#[cfg(feature = "ask")]
impl<T: crate::server::resolve::Question> Slot<T> {
    /// Of what is one of several in a return value.
    pub fn alone(&self, _: fn(&T)) {}
}

/// What can be one of several. No question is.
#[diagnostic::on_unimplemented(
    message = "a resolver asks one question: make a resolver of each [MCP150]",
    label = "one of several"
)]
pub trait Among {}

#[diagnostic::do_not_recommend]
impl Among for NoStates {}

/// The question, asked where it is written.
pub fn alone<T: Among>(_: &T) {}

/// What is made of an argument that a function borrows.
pub trait Lent {
    /// What holds the value.
    type Owned;
}

impl<T> Lent for T {
    type Owned = T;
}

impl Lent for Path {
    type Owned = PathBuf;
}
