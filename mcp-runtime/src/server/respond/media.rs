//! Helpers for content that is more than text.

use crate::types::{AudioContent, Content, EmbeddedResource, ImageContent, ResourceLink, TextContent};
use std::path::Path;

/// One block of text, without structured content beside it.
///
/// ```
/// # use mcp::Text;
/// #[mcp::tool]
/// /// Say hello.
/// fn hello() -> Text {
///     Text("hello".into())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // It is its text and nothing else.
pub struct Text(pub String);

/// An image: its bytes and their MIME type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    data: Vec<u8>,
    mime_type: String,
}

/// A sound: its bytes and their MIME type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audio {
    data: Vec<u8>,
    mime_type: String,
}

impl Image {
    /// The bytes of an image of this MIME type.
    pub fn new(data: impl Into<Vec<u8>>, mime_type: impl Into<String>) -> Self {
        Image {
            data: data.into(),
            mime_type: mime_type.into(),
        }
    }

    /// A PNG image.
    pub fn png(data: impl Into<Vec<u8>>) -> Self {
        Image::new(data, "image/png")
    }

    /// A JPEG image.
    pub fn jpeg(data: impl Into<Vec<u8>>) -> Self {
        Image::new(data, "image/jpeg")
    }

    /// Reads a file; the type follows from its extension (`.png .jpg .jpeg .gif .webp .svg`, else
    /// `application/octet-stream`). Blocks while it reads.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn from_path(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let mime_type = match extension(path.as_ref()).as_str() {
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "gif" => "image/gif",
            "webp" => "image/webp",
            "svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        Ok(Image::new(std::fs::read(path)?, mime_type))
    }
}

impl Audio {
    /// The bytes of a sound of this MIME type.
    pub fn new(data: impl Into<Vec<u8>>, mime_type: impl Into<String>) -> Self {
        Audio {
            data: data.into(),
            mime_type: mime_type.into(),
        }
    }

    /// A WAV sound.
    pub fn wav(data: impl Into<Vec<u8>>) -> Self {
        Audio::new(data, "audio/wav")
    }

    /// Reads a file; the type follows from its extension (`.wav .mp3 .ogg .flac .aac .m4a`, else
    /// `application/octet-stream`). Blocks while it reads.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn from_path(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let mime_type = match extension(path.as_ref()).as_str() {
            "wav" => "audio/wav",
            "mp3" => "audio/mpeg",
            "ogg" => "audio/ogg",
            "flac" => "audio/flac",
            "aac" => "audio/aac",
            "m4a" => "audio/mp4",
            _ => "application/octet-stream",
        };
        Ok(Audio::new(std::fs::read(path)?, mime_type))
    }
}

fn extension(path: &Path) -> String {
    path.extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
        .to_ascii_lowercase()
}

/// What is one content block.
///
/// No type that is content may have a JSON schema: that is how a return type is known to be content and not data.
pub trait IntoContent: Send + 'static {
    /// The block.
    fn into_content(self) -> Content;
}

impl IntoContent for Content {
    fn into_content(self) -> Content {
        self
    }
}

macro_rules! into_content {
    ($($type:ty, $this:ident => $block:expr;)*) => {$(
        impl IntoContent for $type {
            fn into_content(self) -> Content {
                let $this = self;
                $block
            }
        }
        impl From<$type> for Content {
            fn from(value: $type) -> Content {
                value.into_content()
            }
        }
    )*};
}

into_content! {
    Text, this => Content::Text(TextContent::new(this.0));
    Image, this => Content::Image(ImageContent::new(&this.data, this.mime_type));
    Audio, this => Content::Audio(AudioContent::new(&this.data, this.mime_type));
}

macro_rules! wire_content {
    ($($type:ty => $variant:ident;)*) => {$(
        impl IntoContent for $type {
            fn into_content(self) -> Content {
                Content::$variant(self)
            }
        }
    )*};
}

wire_content! {
    TextContent => Text;
    ImageContent => Image;
    AudioContent => Audio;
    ResourceLink => ResourceLink;
    EmbeddedResource => Resource;
}
