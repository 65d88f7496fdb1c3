//! Where the value of a parameter comes from: the model, or the server itself.

use super::context::{Cancel, Context, Headers, Principal, Progress};
use super::error::Error;
use crate::jsonrpc::read_value;
use crate::schema::SchemaOf;
use schemars::JsonSchema;
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use std::any::{Any, TypeId};
use std::ops::Deref;
use std::sync::Arc;

/// What can be a parameter of a tool: any data, which the model then fills in, or an extractor, which the server does.
///
/// Data is every type with serde's `Deserialize` and schemars' `JsonSchema` (`#[mcp::data]` puts them on). An extractor
/// of your own implements this trait:
///
/// ```
/// struct Tenant(String);
///
/// impl mcp::Argument for Tenant {
///     fn source() -> mcp::Source<Self> {
///         mcp::Source::context(|ctx| {
///             let tenant = ctx.headers().and_then(|headers| headers.get("x-tenant"));
///             Ok(Tenant(tenant.ok_or("This server needs the header X-Tenant.")?.to_owned()))
///         })
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument here [MCP044]",
    label = "neither data the model could send, nor something the server gives",
    note = "data: put `#[mcp::data]` on `{Self}`, or derive serde's `Deserialize` and schemars' `JsonSchema`",
    note = "something of the server's own: take `State<{Self}>`, or implement `mcp::Argument`"
)]
pub trait Argument: Sized + Send + 'static {
    /// Whether the model fills it in. An extractor of your own leaves this as it is.
    const FROM_MODEL: bool = false;

    /// Where the value comes from.
    fn source() -> Source<Self>;
}

/// Where the value of a parameter comes from.
#[derive(Debug)]
pub struct Source<T>(pub(crate) Origin<T>);

/// A state of the server's, of whatever type.
pub(crate) type AnyState = Arc<dyn Any + Send + Sync>;

#[derive(Debug)]
pub(crate) enum Origin<T> {
    /// The model: parsed from JSON.
    Model {
        schema: SchemaOf,
        parse: fn(&str) -> Result<T, serde_json::Error>,
        /// The value of an argument that is not sent, for types that have one.
        absent: fn() -> Option<T>,
        /// Whether the keys of a map are text.
        keys: fn() -> bool,
    },
    /// What is known of the call.
    Context(fn(&Context) -> Result<T, Error>),
    /// The server's states.
    State {
        id: TypeId,
        name: &'static str,
        wrap: fn(AnyState) -> Option<T>,
    },
}

impl<T> Clone for Source<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Source<T> {}

impl<T> Clone for Origin<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Origin<T> {}

impl<T> Source<T> {
    /// A value made from what is known of the call. An error fails the call like one of the handler's.
    pub fn context(extract: fn(&Context) -> Result<T, Error>) -> Self {
        Source(Origin::Context(extract))
    }

    /// The value of a parameter that the server gives itself.
    ///
    /// # Errors
    /// The server cannot.
    pub(crate) fn extract(self, context: &Context) -> Result<T, Error> {
        match self.0 {
            Origin::Context(extract) => extract(context),
            _ => self.of_state(|id| context.raw_state(id)),
        }
    }

    /// The same of a state, among those that `given` looks in.
    pub(crate) fn of_state(self, given: impl FnOnce(TypeId) -> Option<AnyState>) -> Result<T, Error> {
        match self.0 {
            Origin::State { id, name, wrap } => given(id)
                .and_then(wrap)
                .ok_or_else(|| Error::hidden(format!("this server was not given a State<{name}>"))),
            _ => Err(Error::hidden("data cannot be taken from the server")),
        }
    }

    /// The state it needs of the server.
    pub(crate) fn needs(&self) -> Option<(TypeId, &'static str)> {
        match self.0 {
            Origin::State { id, name, .. } => Some((id, name)),
            _ => None,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + 'static> Argument for T {
    const FROM_MODEL: bool = true;

    fn source() -> Source<T> {
        Source(Origin::Model {
            schema: SchemaOf::of::<T>(),
            parse: |text| read_value(text),
            absent: || T::deserialize(Absent).ok(),
            keys: super::keys::are_text::<T>,
        })
    }
}

#[diagnostic::do_not_recommend]
impl Argument for Context {
    fn source() -> Source<Self> {
        Source(Origin::Context(|context| Ok(context.clone())))
    }
}

#[diagnostic::do_not_recommend]
impl Argument for Progress {
    fn source() -> Source<Self> {
        Source(Origin::Context(|context| Ok(Progress(context.clone()))))
    }
}

#[diagnostic::do_not_recommend]
impl Argument for Cancel {
    fn source() -> Source<Self> {
        Source(Origin::Context(|context| Ok(context.cancel().clone())))
    }
}

#[diagnostic::do_not_recommend]
impl Argument for Headers {
    fn source() -> Source<Self> {
        Source(Origin::Context(|context| {
            Ok(context.headers().cloned().unwrap_or_default())
        }))
    }
}

#[diagnostic::do_not_recommend]
impl Argument for Principal {
    fn source() -> Source<Self> {
        Source(Origin::Context(|context| {
            context
                .principal()
                .cloned()
                .ok_or_else(|| Error::hidden("no layer in front says who is calling"))
        }))
    }
}

/// A state the server was given, shared by all calls.
///
/// ```
/// use mcp::State;
/// struct Db;
///
/// /// Count the rows.
/// #[mcp::tool]
/// fn count(State(db): State<Db>) -> u64 {
///     let _: &Db = &db;
///     3
/// }
/// # let _ = mcp::build!("Rows", [count], state = Db);
/// ```
#[derive(Debug)]
#[allow(clippy::exhaustive_structs)] // Taken apart in patterns, `State(db)`, which is what it is for.
pub struct State<T>(pub Arc<T>);

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        State(self.0.clone())
    }
}

impl<T> Deref for State<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

#[diagnostic::do_not_recommend]
impl<T: Any + Send + Sync> Argument for State<T> {
    fn source() -> Source<Self> {
        Source(Origin::State {
            id: TypeId::of::<T>(),
            name: std::any::type_name::<T>(),
            wrap: |state| state.downcast().ok().map(State),
        })
    }
}

/// What an argument that was not sent is read from: only an `Option` finds something in it.
struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(serde::de::Error::custom("absent"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
