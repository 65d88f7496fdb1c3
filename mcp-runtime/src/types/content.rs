//! Content blocks: what tools and prompts are made of.
//!
//! Specification: `server/tools` (tool result), `server/prompts`, `server/resources`.

use super::wire::{self, Tagged};
use super::{BlobResourceContents, Meta, ResourceContents, ResourceLink, TextResourceContents};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize};

/// Text that should be base64 (RFC 4648, standard alphabet, padded) and is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid base64: {0}")]
pub struct InvalidBase64(String);

/// The base64 of some bytes.
pub(super) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of some base64.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, InvalidBase64> {
    STANDARD.decode(text).map_err(|error| InvalidBase64(error.to_string()))
}

/// An icon of an implementation, tool, prompt or resource. Since 2025-11-25 (SEP-973).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Icon {
    /// Where it is: an `http(s):` URL or a `data:` URI.
    pub src: String,
    /// Its MIME type, where the source has none or too general a one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// The sizes it suits, each `WxH` in pixels or `any`; none = every size.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<String>,
    /// The background it is drawn for; absent = any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<IconTheme>,
}

impl Icon {
    /// The icon at this URI.
    pub fn new(src: impl Into<String>) -> Self {
        Self {
            src: src.into(),
            ..Self::default()
        }
    }
}

setters!(Icon {
    text with_mime_type mime_type: String,
    set with_sizes sizes: Vec<String>,
    some with_theme theme: IconTheme,
});

/// The background an icon is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum IconTheme {
    /// A light background.
    Light,
    /// A dark background.
    Dark,
}

/// Who speaks, or is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// Hints on how to use or show something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Annotations {
    /// Whom it is for; none = unsaid.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<Role>,
    /// How important it is, from 0 (optional) to 1 (required).
    #[serde(serialize_with = "wire::opt_number", skip_serializing_if = "Option::is_none")]
    pub priority: Option<f64>,
    /// When it last changed, in ISO 8601. Since 2025-06-18.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

impl Annotations {
    /// No hint.
    pub fn new() -> Self {
        Self::default()
    }
}

setters!(Annotations {
    set with_audience audience: Vec<Role>,
    some with_priority priority: f64,
    text with_last_modified last_modified: String,
});

/// A block of content, told apart by its `type`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Content {
    /// Text.
    Text(TextContent),
    /// A picture.
    Image(ImageContent),
    /// A sound. Since 2025-03-26.
    Audio(AudioContent),
    /// A pointer to a resource. Since 2025-06-18.
    ResourceLink(ResourceLink),
    /// A resource itself.
    Resource(EmbeddedResource),
}

impl Content {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(TextContent::new(text))
    }

    /// A picture, of its bytes.
    pub fn image(bytes: &[u8], mime_type: impl Into<String>) -> Self {
        Self::Image(ImageContent::new(bytes, mime_type))
    }

    /// A sound, of its bytes. Since 2025-03-26.
    pub fn audio(bytes: &[u8], mime_type: impl Into<String>) -> Self {
        Self::Audio(AudioContent::new(bytes, mime_type))
    }

    /// A resource itself.
    pub fn resource(contents: impl Into<ResourceContents>) -> Self {
        Self::Resource(EmbeddedResource::new(contents))
    }

    /// The text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(block) => Some(&block.text),
            _ => None,
        }
    }
}

/// The values of `type` in [`Content`].
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ContentKind {
    Text,
    Image,
    Audio,
    ResourceLink,
    Resource,
}

impl<'de> Tagged<'de> for Content {
    type Kind = ContentKind;
    const TAG: &'static str = "type";
    const EXPECTING: &'static str = "a content block";

    fn read<D: Deserializer<'de>>(kind: ContentKind, rest: D) -> Result<Self, D::Error> {
        match kind {
            ContentKind::Text => TextContent::deserialize(rest).map(Self::Text),
            ContentKind::Image => ImageContent::deserialize(rest).map(Self::Image),
            ContentKind::Audio => AudioContent::deserialize(rest).map(Self::Audio),
            ContentKind::ResourceLink => ResourceLink::deserialize(rest).map(Self::ResourceLink),
            ContentKind::Resource => EmbeddedResource::deserialize(rest).map(Self::Resource),
        }
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::tagged(deserializer)
    }
}

macro_rules! content_from {
    ($($from:ty => $variant:ident),*) => {
        $(impl From<$from> for Content {
            fn from(block: $from) -> Self {
                Self::$variant(block)
            }
        })*
    };
}

content_from!(TextContent => Text, ImageContent => Image, AudioContent => Audio,
    ResourceLink => ResourceLink, EmbeddedResource => Resource);

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<TextResourceContents> for Content {
    fn from(contents: TextResourceContents) -> Self {
        Self::resource(contents)
    }
}

impl From<BlobResourceContents> for Content {
    fn from(contents: BlobResourceContents) -> Self {
        Self::resource(contents)
    }
}

/// Text to or from a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TextContent {
    /// The text.
    pub text: String,
    /// Hints for the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Annotations>,
    /// Metadata. Since 2025-06-18.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl TextContent {
    /// A block of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

setters!(TextContent {
    some with_annotations annotations: Annotations,
    some with_meta meta: Meta,
});

/// Declares a block of bytes with a MIME type.
macro_rules! media {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct $name {
            /// Its bytes in base64.
            pub data: String,
            /// Its MIME type.
            pub mime_type: String,
            /// Hints for the client.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub annotations: Option<Annotations>,
            /// Metadata. Since 2025-06-18.
            #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
            pub meta: Option<Meta>,
        }

        impl $name {
            /// A block of these bytes.
            pub fn new(bytes: &[u8], mime_type: impl Into<String>) -> Self {
                Self::from_base64(encode(bytes), mime_type)
            }

            /// A block of bytes that are in base64 already.
            pub fn from_base64(data: impl Into<String>, mime_type: impl Into<String>) -> Self {
                Self { data: data.into(), mime_type: mime_type.into(), ..Self::default() }
            }

            /// The bytes.
            pub fn bytes(&self) -> Result<Vec<u8>, InvalidBase64> {
                decode(&self.data)
            }
        }

        setters!($name {
            some with_annotations annotations: Annotations,
            some with_meta meta: Meta,
        });
    };
}

media! {
    /// A picture to or from a model.
    ImageContent
}

media! {
    /// A sound to or from a model. Since 2025-03-26.
    AudioContent
}

/// A resource inside a prompt or tool result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EmbeddedResource {
    /// The resource.
    pub resource: ResourceContents,
    /// Hints for the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Annotations>,
    /// Metadata. Since 2025-06-18.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl EmbeddedResource {
    /// A block of these contents.
    pub fn new(contents: impl Into<ResourceContents>) -> Self {
        Self {
            resource: contents.into(),
            annotations: None,
            meta: None,
        }
    }
}

setters!(EmbeddedResource {
    some with_annotations annotations: Annotations,
    some with_meta meta: Meta,
});
