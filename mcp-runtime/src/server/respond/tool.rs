//! What a tool may return, and how it becomes content, structured content and an output schema.

use super::fails::OkOf;
use super::media::IntoContent;
use crate::schema::SchemaOf;
use crate::server::reply::ToolReply;
use crate::types::{CallToolResult, Content};
use schemars::JsonSchema;
use serde::Serialize;

/// What a tool can return. `M` says which of the ways fits and is always inferred; the ways do not overlap as long as
/// no content type has a JSON schema.
#[diagnostic::on_unimplemented(
    message = "a tool cannot return `{Self}` [MCP070]",
    label = "neither content nor data",
    note = "data: put `#[mcp::data]` on `{Self}`, or derive serde's `Serialize` and schemars' `JsonSchema`",
    note = "content: return `Text`, `Image`, `Vec<Content>`, `CallToolResult`, or a `Result` of one"
)]
pub trait Respond<M>: Sized {
    /// How it is done.
    fn how() -> RespondWith<Self>;
}

/// The question whether it can, asked where the type is written.
pub fn responds<T: Respond<M>, M>() -> RespondWith<T> {
    T::how()
}

/// How a value of type `T` becomes the result of a tool.
#[derive(Debug)]
pub struct RespondWith<T> {
    /// The schema of the data, when it is data.
    pub(crate) schema: Option<SchemaOf>,
    pub(crate) write: fn(T, &mut ToolReply<'_, '_>),
}

impl<T> Clone for RespondWith<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RespondWith<T> {}

impl<T> OkOf<T> {
    /// How a tool returns it: the one bounded question about the type.
    pub fn respond<M>(self) -> RespondWith<T>
    where
        T: Respond<M>,
    {
        T::how()
    }
}

/// Data: `structuredContent`, an output schema, and the same as text.
#[derive(Debug)]
pub enum AsData {}
/// One content block.
#[derive(Debug)]
pub enum AsContent {}
/// Several content blocks.
#[derive(Debug)]
pub enum AsMany {}
/// A content block or none.
#[derive(Debug)]
pub enum AsMaybe {}
/// Content blocks of different kinds.
#[derive(Debug)]
pub enum AsTuple {}
/// A result composed by hand.
#[derive(Debug)]
pub enum AsIs {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema> Respond<AsData> for T {
    fn how() -> RespondWith<T> {
        RespondWith {
            schema: Some(SchemaOf::of::<T>()),
            write: |value, reply| reply.data(&value),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoContent> Respond<AsContent> for T {
    fn how() -> RespondWith<T> {
        RespondWith {
            schema: None,
            write: |value, reply| reply.content(&[value.into_content()]),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoContent> Respond<AsMany> for Vec<T> {
    fn how() -> RespondWith<Vec<T>> {
        RespondWith {
            schema: None,
            write: |values, reply| {
                let blocks: Vec<Content> = values.into_iter().map(IntoContent::into_content).collect();
                reply.content(&blocks);
            },
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoContent> Respond<AsMaybe> for Option<T> {
    fn how() -> RespondWith<Option<T>> {
        RespondWith {
            schema: None,
            write: |value, reply| match value {
                Some(value) => reply.content(&[value.into_content()]),
                None => reply.content(&[]),
            },
        }
    }
}

macro_rules! respond_tuple {
    ($($part:ident $name:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($part: IntoContent),*> Respond<AsTuple> for ($($part,)*) {
            fn how() -> RespondWith<Self> {
                RespondWith {
                    schema: None,
                    write: |($($name,)*), reply| reply.content(&[$($name.into_content()),*]),
                }
            }
        }
    };
}

respond_tuple!(A a, B b);
respond_tuple!(A a, B b, C c);
respond_tuple!(A a, B b, C c, D d);
respond_tuple!(A a, B b, C c, D d, E e);
respond_tuple!(A a, B b, C c, D d, E e, F f);

#[diagnostic::do_not_recommend]
impl Respond<AsIs> for CallToolResult {
    fn how() -> RespondWith<Self> {
        RespondWith {
            schema: None,
            write: |result, reply| reply.result(&result),
        }
    }
}
