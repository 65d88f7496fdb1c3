//! `Result` or not: the first of the two questions a return type answers.

use crate::server::error::Error;
use std::marker::PhantomData;

/// A handler's return type. What it is made of is asked by two methods of the same names: inherent ones for `Result`,
/// which the compiler looks at first, and those of [`Split`] for everything else. A marker type cannot tell the two
/// apart, because serde and schemars implement their traits for `Result` too.
#[derive(Debug)]
pub struct Returned<R>(PhantomData<fn() -> R>);

impl<R> Returned<R> {
    /// The question.
    pub const ASK: Self = Returned(PhantomData);
}

/// The value part of a return type.
#[derive(Debug)]
pub struct OkOf<T>(pub(crate) PhantomData<fn() -> T>);

/// The error part of a return type.
#[derive(Debug)]
pub struct Fails<E>(PhantomData<fn() -> E>);

/// The error of what cannot fail.
#[derive(Debug)]
#[allow(clippy::exhaustive_enums)] // It has no values, for good.
pub enum Never {}

impl From<Never> for Error {
    fn from(never: Never) -> Error {
        match never {}
    }
}

impl<T, E> Returned<Result<T, E>> {
    /// What it yields.
    pub fn ok(&self) -> OkOf<T> {
        OkOf(PhantomData)
    }

    /// What it fails with.
    pub fn err(&self) -> Fails<E> {
        Fails(PhantomData)
    }

    /// How its values are told apart and handed on.
    pub fn join<W>(&self, with: W, error: fn(E) -> Error) -> Returns<Result<T, E>, T, E, W> {
        Returns {
            split: |returned| returned,
            whole: Ok,
            with,
            error,
        }
    }
}

/// The same questions of a type that is no `Result`.
pub trait Split<R>: Sized {
    /// What it yields: itself.
    fn ok(&self) -> OkOf<R> {
        OkOf(PhantomData)
    }

    /// It does not fail.
    fn err(&self) -> Fails<Never> {
        Fails(PhantomData)
    }

    /// How its values are handed on.
    fn join<W>(&self, with: W, error: fn(Never) -> Error) -> Returns<R, R, Never, W> {
        Returns {
            split: Ok,
            whole: |value| value,
            with,
            error,
        }
    }
}

impl<R> Split<R> for Returned<R> {}

/// How a handler's return value becomes an answer: function pointers only, so that everything after it cannot fail to
/// compile a second time for the same reason.
#[derive(Debug)]
pub struct Returns<R, T, E, W> {
    pub(crate) split: fn(R) -> Result<T, E>,
    /// The return value that holds this value.
    pub(crate) whole: fn(T) -> R,
    pub(crate) with: W,
    pub(crate) error: fn(E) -> Error,
}

impl<R, T, E, W: Clone> Clone for Returns<R, T, E, W> {
    fn clone(&self) -> Self {
        Returns {
            split: self.split,
            whole: self.whole,
            with: self.with.clone(),
            error: self.error,
        }
    }
}

impl<R, T, E, W> Returns<R, T, E, W> {
    /// The value, or the error for whoever may see it.
    pub(crate) fn settle(&self, returned: R) -> Result<T, Error> {
        (self.split)(returned).map_err(self.error)
    }
}

/// What a handler may fail with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a tool, resource or prompt [MCP071]",
    label = "no error that `?` could turn into `mcp::Error`",
    note = "fail with `mcp::Error`, text, or a type that implements `std::error::Error + Send + Sync + 'static`",
    note = "a boxed error needs `Box<dyn std::error::Error + Send + Sync>`"
)]
pub trait IntoError {
    /// The error.
    fn into_error(self) -> Error;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Error>> IntoError for E {
    fn into_error(self) -> Error {
        self.into()
    }
}

/// The question whether it may, asked where the type is written.
pub fn fails<E: IntoError>(error: E) -> Error {
    error.into_error()
}

/// What a handler may fail with whose resolvers ask for it: anything but a question of its own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a function with resolvers [MCP154]",
    label = "no error that `?` could turn into `mcp::Error`",
    note = "a function asks by its resolvers or by hand, with `InputRequired` or `Unfinished`: not both",
    note = "fail with `mcp::Error`, text, or a type that implements `std::error::Error + Send + Sync + 'static`"
)]
pub trait FailsAlone {
    /// The error.
    fn into_error(self) -> Error;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Error>> FailsAlone for E {
    fn into_error(self) -> Error {
        self.into()
    }
}

/// The same of a function with resolvers.
pub fn fails_alone<E: FailsAlone>(error: E) -> Error {
    error.into_error()
}

/// What a resource at one URI may fail with: it is read without a question (basic "Multi Round-Trip Requests").
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a resource at one URI [MCP155]",
    label = "no error that `?` could turn into `mcp::Error`",
    note = "only tools, prompts and resources with variables ask, by `InputRequired` or `Unfinished`",
    note = "fail with `mcp::Error`, text, or a type that implements `std::error::Error + Send + Sync + 'static`"
)]
pub trait FailsUnasked {
    /// The error.
    fn into_error(self) -> Error;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Error>> FailsUnasked for E {
    fn into_error(self) -> Error {
        self.into()
    }
}

/// The same of a resource at one URI.
pub fn fails_unasked<E: FailsUnasked>(error: E) -> Error {
    error.into_error()
}

impl<E> Fails<E> {
    /// How the error is turned into ours: the one bounded question about it.
    pub fn how(self) -> fn(E) -> Error
    where
        E: IntoError,
    {
        E::into_error
    }
}
