//! Content that a client takes as the type that the tool returned.

use crate::server::{Audio, Image, Text};
use crate::types::{AudioContent, Content, EmbeddedResource, ImageContent, ResourceLink, TextContent};

/// What one content block can be read as: the other side of [`IntoContent`](crate::IntoContent).
///
/// No type that is content may have a JSON schema, as there.
pub trait FromContent: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// It is another kind of content, and why it cannot be read.
    fn from_content(content: Content) -> Result<Self, String>;
}

impl FromContent for Content {
    fn from_content(content: Content) -> Result<Self, String> {
        Ok(content)
    }
}

macro_rules! from_content {
    ($($type:ty, $variant:ident, $block:ident => $value:expr;)*) => {$(
        impl FromContent for $type {
            fn from_content(content: Content) -> Result<Self, String> {
                match content {
                    Content::$variant($block) => $value,
                    _ => Err(concat!("it is not of the kind ", stringify!($variant)).to_owned()),
                }
            }
        }
    )*};
}

from_content! {
    TextContent, Text, block => Ok(block);
    ImageContent, Image, block => Ok(block);
    AudioContent, Audio, block => Ok(block);
    ResourceLink, ResourceLink, block => Ok(block);
    EmbeddedResource, Resource, block => Ok(block);
    Text, Text, block => Ok(Text(block.text));
    Image, Image, block => {
        let bytes = block.bytes().map_err(|error| error.to_string())?;
        Ok(Image::new(bytes, block.mime_type))
    };
    Audio, Audio, block => {
        let bytes = block.bytes().map_err(|error| error.to_string())?;
        Ok(Audio::new(bytes, block.mime_type))
    };
}
