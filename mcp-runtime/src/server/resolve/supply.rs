//! How a resolver takes an argument: the tool's of that name, or what the server gives.

use super::round::{Round, Stop};
use crate::server::argument::Source;
use crate::server::error::Error;

/// The tool's argument of a name, whose type is `Self`, as a resolver takes it. With `MODEL` it is one that the model
/// fills in; else there is none, and the server gives the value.
#[diagnostic::on_unimplemented(
    message = "the resolver takes `{T}`, and the argument of that name is `{Self}` [MCP134]",
    label = "takes `{T}` of the argument of that name, which is `{Self}`"
)]
pub trait Supply<T, const MODEL: bool>: Sync {
    /// The value, lent or made.
    ///
    /// # Errors
    /// The server cannot give it.
    fn supply<'s>(&'s self, round: &Round, source: fn() -> Source<T>) -> Result<Handed<'s, T, MODEL>, Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Sync> Supply<T, true> for T {
    fn supply<'s>(&'s self, _: &Round, _: fn() -> Source<T>) -> Result<Handed<'s, T, true>, Error> {
        Ok(Handed::Lent(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T> Supply<T, false> for () {
    fn supply<'s>(&'s self, round: &Round, source: fn() -> Source<T>) -> Result<Handed<'s, T, false>, Error> {
        round.extract(source()).map(Handed::Made)
    }
}

/// A value that a resolver takes.
#[derive(Debug)]
#[allow(clippy::exhaustive_enums)] // Named by macros.
pub enum Handed<'s, T, const MODEL: bool> {
    /// The tool's.
    Lent(&'s T),
    /// Made for the resolver.
    Made(T),
}

impl<T, const MODEL: bool> Handed<'_, T, MODEL> {
    /// For a parameter that borrows.
    pub fn lend(&self) -> &T {
        match self {
            Handed::Lent(value) => value,
            Handed::Made(value) => value,
        }
    }
}

/// A value that a parameter takes for good, though it is lent: a copy.
#[diagnostic::on_unimplemented(
    message = "a resolver takes `{Self}` by value, and it is not `Clone` [MCP135]",
    label = "others need it, too: take `&{Self}`"
)]
pub trait Reusable<const MODEL: bool>: Sized {
    /// The value.
    fn own(handed: Handed<'_, Self, MODEL>) -> Result<Self, Stop>;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Reusable<true> for T {
    fn own(handed: Handed<'_, T, true>) -> Result<T, Stop> {
        Ok(match handed {
            Handed::Lent(value) => value.clone(),
            Handed::Made(value) => value,
        })
    }
}

#[diagnostic::do_not_recommend]
impl<T> Reusable<false> for T {
    fn own(handed: Handed<'_, T, false>) -> Result<T, Stop> {
        match handed {
            Handed::Made(value) => Ok(value),
            Handed::Lent(_) => Err(Error::hidden("the server does not lend what it gives").into()),
        }
    }
}

/// The question whether it can be, asked where the parameter's type is written.
///
/// # Errors
/// Never: what the server gives is not lent.
pub fn reused<T: Reusable<MODEL>, const MODEL: bool>(handed: Handed<'_, T, MODEL>) -> Result<T, Stop> {
    T::own(handed)
}
