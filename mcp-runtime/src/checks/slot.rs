//! Types told from the function itself, and what is asked of them.

use super::default::DefaultJson;
use super::states::NoStates;
use crate::server::error::Error;
use crate::server::respond::{Fails, OkOf, RespondWith, Returned};
use crate::server::text::TextOf;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;
use std::str::FromStr;

/// The type of a parameter, told from the function and not from its spelling.
#[derive(Debug)]
pub struct Slot<T>(PhantomData<fn() -> T>);

#[allow(clippy::new_without_default, clippy::unused_self)] // Called by macros, on values whose type is not written.
impl<T> Slot<T> {
    /// A type to be told.
    pub const fn new() -> Self {
        Slot(PhantomData)
    }

    /// Stands for the value in a call that is never made.
    pub fn value(&self) -> T {
        unreachable!("this call is never made")
    }

    /// The same for one that is borrowed.
    pub fn reference<'a>(&self) -> &'a T {
        unreachable!("this call is never made")
    }

    /// How the value of a resource's or prompt's parameter is read.
    pub fn text(&self) -> TextOf<T> {
        TextOf::ASK
    }

    /// How a default is shown.
    pub fn default_json(&self) -> DefaultJson<T> {
        DefaultJson::ASK
    }
}

impl<R> Returned<R> {
    /// Tells the type from a call of the function, which is never made.
    pub fn is(&self, _: R) {}

    /// The same of an async function.
    pub fn will_be<F: Future<Output = R>>(&self, _: F) {}
}

impl<T> OkOf<T> {
    /// How a tool returns the value: `how` is the one question about its type, asked where that type is written.
    pub fn tool(self, how: fn() -> RespondWith<T>) -> RespondWith<T> {
        how()
    }

    /// How a prompt returns the value.
    pub fn by<A>(self, how: fn(T) -> A) -> fn(T) -> A {
        how
    }
}

impl<E> Fails<E> {
    /// How the error becomes ours.
    pub fn by(self, how: fn(E) -> Error) -> fn(E) -> Error {
        how
    }
}

impl<T: DeserializeOwned + JsonSchema> Slot<T> {
    /// Of an argument without a name: a type that comes from outside needs one.
    pub fn nameless(&self)
    where
        T: Nameless,
    {
    }

    /// Of an argument of a resource that is no variable of its URI.
    pub fn beside_uri(&self)
    where
        T: BesideUri,
    {
    }
}

impl<T> Slot<T> {
    /// Of a query variable, which a URI may leave out, without a default.
    pub fn may_be_absent(&self)
    where
        T: MayBeAbsent,
    {
    }
}

impl<T: FromStr> Slot<T> {
    /// Of a variable that is a list, `{/path*}`.
    pub fn exploded(&self)
    where
        T: Exploded,
    {
    }
}

/// The same questions of what the server gives, behind the inherent methods: it needs neither name nor variable.
pub trait Unasked {
    /// Nothing.
    fn nameless(&self) {}
    /// Nothing.
    fn beside_uri(&self) {}
    /// Nothing: what is not read by `FromStr` may be a list.
    fn exploded(&self) {}
    /// Nothing: it may come from a client.
    fn of_client(&self, _: fn(&NoStates)) {}
    /// Nothing: only a context is one.
    fn once(&self, _: fn(&NoStates)) {}
    /// Nothing: it asks nothing.
    fn alone(&self, _: fn(&NoStates)) {}
}

impl<T> Unasked for Slot<T> {}

/// What needs no name. No type that comes from outside is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` comes from the client, under the name of its argument [MCP042]",
    label = "needs a plain name",
    note = "a pattern or a `_name` is for what the server gives: `&Context`, `State<T>` and the like",
    note = "an argument that is not used may be named so: `#[arg(rename = \"city\")] _city`"
)]
pub trait Nameless {}

#[diagnostic::do_not_recommend]
impl Nameless for NoStates {}

/// What need not be in the URI. No type that comes from outside is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` comes from the URI, which has no variable of this argument's name [MCP081]",
    label = "no variable of the URI",
    note = "the arguments of a resource are the variables of its URI, and what the server gives"
)]
pub trait BesideUri {}

#[diagnostic::do_not_recommend]
impl BesideUri for NoStates {}

/// What a list of texts becomes. No type that is read from one text is.
#[diagnostic::on_unimplemented(
    message = "a variable with `*` is a list, and `{Self}` is one value [MCP085]",
    label = "a list of texts",
    note = "take `Vec<{Self}>`, or leave out the `*`: `{{+name}}` is one text that may hold `/`"
)]
pub trait Exploded {}

#[diagnostic::do_not_recommend]
impl Exploded for NoStates {}

/// What a query variable that is not there becomes.
#[diagnostic::on_unimplemented(
    message = "a query variable may be absent, and `{Self}` may not [MCP082]",
    label = "neither an `Option` nor with a default",
    note = "take `Option<{Self}>`, or give it `#[arg(default = …)]`"
)]
pub trait MayBeAbsent {}

#[diagnostic::do_not_recommend]
impl<T> MayBeAbsent for Option<T> {}
