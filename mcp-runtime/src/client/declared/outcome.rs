//! What a method of a client returns.

use crate::client::error::ClientError;
use crate::schema::SchemaOf;
use crate::typed_call::ReadAs;
use crate::types::CallToolResult;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// The return type of a method. As of a handler's, what it is made of is asked by methods of the same names: inherent ones
/// for `Result`, and those of [`NoResult`] for everything else.
#[derive(Debug)]
pub struct Outcome<R>(PhantomData<fn() -> R>);

/// The value part of it.
#[derive(Debug)]
pub struct ValueOf<T>(PhantomData<fn() -> T>);

/// The error part of it.
#[derive(Debug)]
pub struct ErrorOf<E>(PhantomData<fn() -> E>);

impl<R> Outcome<R> {
    /// The question.
    pub const ASK: Self = Outcome(PhantomData);

    /// Tells the type from a call of the method, which is never made.
    pub fn will_be<F: Future<Output = R>>(&self, _: F) {}
}

impl<T, E> Outcome<Result<T, E>> {
    /// What a call yields.
    pub fn value(&self) -> ValueOf<T> {
        ValueOf(PhantomData)
    }

    /// What a call fails with.
    pub fn error(&self) -> ErrorOf<E> {
        ErrorOf(PhantomData)
    }

    /// How the two become what is returned.
    pub fn join(
        &self,
        read: fn(CallToolResult) -> Result<T, String>,
        fail: fn(ClientError) -> E,
    ) -> Outcomes<Result<T, E>, T, E> {
        Outcomes {
            read,
            fail,
            whole: |answer| answer,
        }
    }
}

/// The same of a type that is no `Result`, which has been refused.
pub trait NoResult<R>: Sized {
    /// Anything that can be read.
    fn value(&self) -> ValueOf<CallToolResult> {
        ValueOf(PhantomData)
    }

    /// Any error.
    fn error(&self) -> ErrorOf<ClientError> {
        ErrorOf(PhantomData)
    }

    /// Never called: there is an error.
    fn join(
        &self,
        read: fn(CallToolResult) -> Result<CallToolResult, String>,
        fail: fn(ClientError) -> ClientError,
    ) -> Outcomes<R, CallToolResult, ClientError> {
        Outcomes {
            read,
            fail,
            whole: |_| unreachable!("such a type is refused"),
        }
    }
}

impl<R> NoResult<R> for Outcome<R> {}

impl<T> ValueOf<T> {
    /// How it is read: `how` is the one question about its type, asked where that type is written.
    pub fn by(self, how: fn(CallToolResult) -> Result<T, String>) -> fn(CallToolResult) -> Result<T, String> {
        how
    }
}

impl<E> ErrorOf<E> {
    /// How a failure becomes one, in the same way.
    pub fn by(self, how: fn(ClientError) -> E) -> fn(ClientError) -> E {
        how
    }
}

impl<T: DeserializeOwned + JsonSchema> ValueOf<T> {
    /// The schema of what is read as data.
    pub fn schema(&self) -> Option<SchemaOf> {
        Some(SchemaOf::of::<T>())
    }
}

/// Behind that method: content has no schema.
pub trait NoData {
    /// None.
    fn schema(&self) -> Option<SchemaOf> {
        None
    }
}

impl<T> NoData for ValueOf<T> {}

/// What a method of a client returns.
#[diagnostic::on_unimplemented(
    message = "a call can fail: a method of a client returns a `Result`, and `{Self}` is none [MCP168]",
    label = "no `Result`",
    note = "write `mcp::Result<…>`, or `Result<…, mcp::ClientError>`"
)]
pub trait IsResult {}

#[diagnostic::do_not_recommend]
impl<T, E> IsResult for Result<T, E> {}

/// The question whether it is one, asked where the type is written.
pub fn is_result<R: IsResult>() {}

/// How a result is read: the question whether it can be, asked where the type is written.
///
/// # Errors
/// It does not fit, and why.
pub fn reads<T: ReadAs<M>, M>(result: CallToolResult) -> Result<T, String> {
    T::read(result)
}

/// What a method of a client can fail with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a client's method [MCP170]",
    label = "cannot be made of what a call fails with",
    note = "fail with `mcp::ClientError` or `mcp::Error`, or implement `From<mcp::ClientError>`"
)]
pub trait FromCall: Sized {
    /// The error.
    fn from_call(error: ClientError) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<ClientError>> FromCall for E {
    fn from_call(error: ClientError) -> Self {
        error.into()
    }
}

/// How a call fails: the question whether it can so, asked where the type is written.
pub fn fails_with<E: FromCall>(error: ClientError) -> E {
    E::from_call(error)
}

/// How the result of a call becomes what its method returns: function pointers only, so that nothing after it can fail to
/// compile a second time for the same reason.
#[derive(Debug)]
pub struct Outcomes<R, T, E> {
    read: fn(CallToolResult) -> Result<T, String>,
    fail: fn(ClientError) -> E,
    whole: fn(Result<T, E>) -> R,
}

impl<R, T, E> Outcomes<R, T, E> {
    pub(super) fn read(&self, result: CallToolResult) -> Result<T, String> {
        (self.read)(result)
    }

    pub(super) fn whole(&self, answer: Result<T, ClientError>) -> R {
        (self.whole)(answer.map_err(self.fail))
    }
}
