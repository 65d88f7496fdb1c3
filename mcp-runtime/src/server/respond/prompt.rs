//! What a prompt may return, and how it becomes messages.

use super::fails::OkOf;
use super::media::{Audio, Image, Text};
use crate::types::{Content, EmbeddedResource, GetPromptResult, PromptMessage, ResourceLink};

/// What a prompt can return: text and content are one message of the user's.
#[diagnostic::on_unimplemented(
    message = "a prompt cannot return `{Self}` [MCP090]",
    label = "neither messages nor text",
    note = "return `String`, `PromptMessage`, `Vec<PromptMessage>`, content, `GetPromptResult`, or a `Result` of one"
)]
pub trait IntoMessages: Sized {
    /// The messages.
    fn into_messages(self) -> GetPromptResult;
}

/// The question whether it is one, asked where the type is written.
pub fn messages<T: IntoMessages>(value: T) -> GetPromptResult {
    value.into_messages()
}

impl<T> OkOf<T> {
    /// How a prompt returns it: the one bounded question about the type.
    pub fn messages(self) -> fn(T) -> GetPromptResult
    where
        T: IntoMessages,
    {
        T::into_messages
    }
}

impl IntoMessages for GetPromptResult {
    fn into_messages(self) -> GetPromptResult {
        self
    }
}

impl IntoMessages for Vec<PromptMessage> {
    fn into_messages(self) -> GetPromptResult {
        GetPromptResult::new(self)
    }
}

impl IntoMessages for PromptMessage {
    fn into_messages(self) -> GetPromptResult {
        GetPromptResult::new(vec![self])
    }
}

macro_rules! user_message {
    ($($type:ty),*) => {$(
        impl IntoMessages for $type {
            fn into_messages(self) -> GetPromptResult {
                PromptMessage::user(self).into_messages()
            }
        }
    )*};
}

user_message!(
    String,
    &'static str,
    Text,
    Image,
    Audio,
    Content,
    EmbeddedResource,
    ResourceLink
);

impl<const N: usize> IntoMessages for [PromptMessage; N] {
    fn into_messages(self) -> GetPromptResult {
        GetPromptResult::new(self.into())
    }
}
