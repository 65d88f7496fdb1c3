//! How whoever needs a resolver takes what it found: the value, or what the user did.

use super::outcome::{Elicited, Question};
use super::{Ordered, Resolver};
use crate::checks::slot::Slot;
use crate::server::error::Error;
use std::marker::PhantomData;

/// A resolver whose return value `Self` can be taken as a `T`. `How` is inferred.
#[diagnostic::on_unimplemented(
    message = "this resolver gives `{Self}`, not `{T}` [MCP132]",
    label = "not what the resolver gives",
    note = "of `Elicit<T>` take `T`, or `Elicited<T>` to match on accept, decline and cancel; of `Result<T, E>` take `T`"
)]
pub trait Yields<T, How> {
    /// How it is taken.
    fn view() -> View<Self, T>
    where
        Self: Sized;
}

/// The question, asked where the type of the parameter is written.
pub fn yields<R: Yields<T, How>, T, How>() -> View<R, T> {
    R::view()
}

/// How a value is seen as another: function pointers only, so that what follows cannot fail to compile.
#[derive(Debug)]
pub struct View<R, T> {
    lend: fn(&R) -> Result<&T, Missed>,
    take: fn(R) -> Result<T, Missed>,
}

impl<R, T> Clone for View<R, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, T> Copy for View<R, T> {}

/// Why there is no value.
#[derive(Clone, Copy, Debug)]
pub enum Missed {
    /// The user said no.
    Declined,
    /// The user went away.
    Cancelled,
    /// There is none, which cannot be.
    Lost,
}

impl<R, T> View<R, T> {
    /// Lends it to the parameter `name`.
    ///
    /// # Errors
    /// The user has declined.
    pub fn lend<'v>(&self, value: &'v R, name: &str) -> Result<&'v T, Error> {
        (self.lend)(value).map_err(|missed| missed.error(name))
    }

    /// Gives it away.
    ///
    /// # Errors
    /// The user has declined.
    pub fn take(&self, value: R, name: &str) -> Result<T, Error> {
        (self.take)(value).map_err(|missed| missed.error(name))
    }
}

impl Missed {
    #[cold]
    pub(super) fn error(self, name: &str) -> Error {
        let action = match self {
            Missed::Declined => "decline",
            Missed::Cancelled => "cancel",
            Missed::Lost => return Error::hidden("a resolver has no value"),
        };
        Error::for_model(format!(
            "Resolver for parameter '{name}' could not resolve: elicitation was {action}"
        ))
    }
}

/// As it is.
#[derive(Debug)]
pub enum Plain {}
/// What a `Result` holds.
#[derive(Debug)]
pub enum PlainOk {}
/// What came of a question.
#[derive(Debug)]
pub enum Whole {}
/// The same, in a `Result`.
#[derive(Debug)]
pub enum WholeOk {}
/// What the user accepted.
#[derive(Debug)]
pub enum Accepted {}
/// The same, in a `Result`.
#[derive(Debug)]
pub enum AcceptedOk {}
/// Nothing.
#[derive(Debug)]
pub enum Unasked {}

#[diagnostic::do_not_recommend]
impl<T> Yields<T, Plain> for T {
    fn view() -> View<T, T> {
        View {
            lend: |value| Ok(value),
            take: Ok,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T, E> Yields<T, PlainOk> for Result<T, E> {
    fn view() -> View<Self, T> {
        View {
            lend: |value| value.as_ref().map_err(|_| Missed::Lost),
            take: |value| value.map_err(|_| Missed::Lost),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Question> Yields<Q::Outcome, Whole> for Q {
    fn view() -> View<Q, Q::Outcome> {
        View {
            lend: |question| question.outcome().ok_or(Missed::Lost),
            take: |question| question.into_outcome().ok_or(Missed::Lost),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Question, E> Yields<Q::Outcome, WholeOk> for Result<Q, E> {
    fn view() -> View<Self, Q::Outcome> {
        View {
            lend: |value| value.as_ref().ok().and_then(Q::outcome).ok_or(Missed::Lost),
            take: |value| value.ok().and_then(Q::into_outcome).ok_or(Missed::Lost),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: 'static, Q: Question<Outcome = Elicited<T>>> Yields<T, Accepted> for Q {
    fn view() -> View<Q, T> {
        View {
            lend: |question| accepted(question.outcome().map(Elicited::as_ref)),
            take: |question| accepted(question.into_outcome()),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: 'static, Q: Question<Outcome = Elicited<T>>, E> Yields<T, AcceptedOk> for Result<Q, E> {
    fn view() -> View<Self, T> {
        View {
            lend: |value| accepted(value.as_ref().ok().and_then(Q::outcome).map(Elicited::as_ref)),
            take: |value| accepted(value.ok().and_then(Q::into_outcome)),
        }
    }
}

fn accepted<T>(outcome: Option<Elicited<T>>) -> Result<T, Missed> {
    match outcome {
        Some(Elicited::Accept(value)) => Ok(value),
        Some(Elicited::Decline) => Err(Missed::Declined),
        Some(Elicited::Cancel) => Err(Missed::Cancelled),
        None => Err(Missed::Lost),
    }
}

/// The question how a parameter takes what `R` found, asked of resolvers only: one that is none has been refused.
#[derive(Debug)]
pub struct Wanted<R>(PhantomData<fn() -> R>);

impl<R> Wanted<R> {
    /// The question.
    pub const ASK: Self = Wanted(PhantomData);
}

#[allow(clippy::unused_self)] // Called by macros, on values whose type is not written.
impl<R: Resolver> Wanted<R> {
    /// The answer: `view` is the one question about the type, asked where it is written.
    pub fn by<T>(&self, _: &Slot<T>, view: fn() -> View<R::Return, T>) -> View<R::Return, T> {
        view()
    }

    /// Does it wait for itself?
    pub fn ordered(&self, _: fn() -> Straight<R>) {}
}

/// A resolver that does not wait for itself.
#[derive(Debug)]
pub struct Straight<R>(PhantomData<R>);

/// The question whether it does, asked where it is named.
pub fn straight<R: Ordered<()>>() -> Straight<R> {
    Straight(PhantomData)
}

impl<X> Ordered<X> for Nothing {}

/// What stands behind it where there is no resolver.
pub trait Unwanted {
    /// Never called: there is an error.
    fn by<T>(&self, _: &Slot<T>, _: fn() -> View<Nothing, T>) -> Blind<T> {
        Blind(PhantomData)
    }

    /// Never called.
    fn ordered(&self, _: fn() -> Straight<Nothing>) {}
}

impl<R> Unwanted for Wanted<R> {}

/// What is no resolver gives.
#[derive(Debug)]
pub enum Nothing {}

#[diagnostic::do_not_recommend]
impl<T> Yields<T, Unasked> for Nothing {
    fn view() -> View<Nothing, T> {
        View {
            lend: |nothing| match *nothing {},
            take: |nothing| match nothing {},
        }
    }
}

/// A view of nothing.
#[derive(Debug)]
pub struct Blind<T>(PhantomData<fn() -> T>);

/// What is seen.
pub trait Sees<T> {}
impl<T> Sees<T> for Blind<T> {}
impl<R, T> Sees<T> for View<R, T> {}
