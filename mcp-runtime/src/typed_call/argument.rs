//! What can be given as an argument.

use serde::Serialize;
use serde_json::Error;
use serde_json::value::{RawValue, to_raw_value};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// What can be given for an argument of type `T`: a `T`, for an `Option` also what is in it, and for a `String` any text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as an argument of type `{T}` [MCP161]",
    label = "not data of type `{T}`",
    note = "give a `{T}`; it needs serde's `Serialize`, which `#[mcp::data]` brings"
)]
pub trait Sends<T: ?Sized> {
    /// Its JSON.
    ///
    /// # Errors
    /// It is nothing that JSON can hold.
    fn json(&self) -> Result<Box<RawValue>, Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> Sends<T> for T {
    fn json(&self) -> Result<Box<RawValue>, Error> {
        to_raw_value(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> Sends<Option<T>> for T {
    fn json(&self) -> Result<Box<RawValue>, Error> {
        to_raw_value(self)
    }
}

macro_rules! texts {
    ($($given:ty => $($wanted:ty),*;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl Sends<$wanted> for $given {
            fn json(&self) -> Result<Box<RawValue>, Error> {
                to_raw_value(self)
            }
        }
    )*)*};
}

texts! {
    &str => String, Option<String>, Cow<'static, str>, Option<Cow<'static, str>>;
    &Path => PathBuf, Option<PathBuf>;
    &String => String, Option<String>, Cow<'static, str>, Option<Cow<'static, str>>;
    Option<&str> => Option<String>, Option<Cow<'static, str>>;
    Cow<'_, str> => String, Option<String>;
}
