//! What a resource may return, and how it becomes contents.

use super::fails::OkOf;
use crate::jsonrpc::{append, escape};
use crate::server::error::Error;
use crate::server::reply::Reply;
use crate::server::shared::CacheHint;
use crate::types::{BlobResourceContents, ReadResourceResult, ResourceContents, TextResourceContents};
use serde::Serialize;
use std::marker::PhantomData;
use std::time::Duration;

/// The result of reading a resource, under construction.
#[derive(Debug)]
pub struct ReadReply<'a, 'r> {
    pub(crate) reply: &'a mut Reply<'r>,
    pub(crate) uri: &'a str,
    pub(crate) mime_type: Option<&'a str>,
    /// `"ttlMs":…,"cacheScope":…`, where the revision has them.
    pub(crate) cache: &'a str,
}

/// How a value of type `T` becomes the contents of a resource.
#[derive(Debug)]
pub struct ReadWith<T> {
    pub(crate) write: fn(T, &mut ReadReply<'_, '_>),
    /// The MIME type when the resource names none.
    pub(crate) mime_type: &'static str,
}

impl<T> Clone for ReadWith<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ReadWith<T> {}

/// The question how a type becomes contents. Text and bytes are told from data by inherent methods, which the compiler
/// looks at before those of [`BodyOf`]: all of them are serializable, so a trait alone could not.
#[derive(Debug)]
pub struct Body<T>(PhantomData<fn() -> T>);

impl<T> OkOf<T> {
    /// How a resource returns it.
    pub fn body(self) -> Body<T> {
        Body(PhantomData)
    }
}

macro_rules! bodies {
    ($($type:ty, $mime:literal, $write:expr;)*) => {$(
        impl Body<$type> {
            /// How it is done.
            pub fn read(self) -> ReadWith<$type> {
                ReadWith { write: $write, mime_type: $mime }
            }
        }
    )*};
}

bodies! {
    String, "text/plain", |text, reply| reply.text(&text);
    &'static str, "text/plain", |text, reply| reply.text(text);
    Vec<u8>, "application/octet-stream", |bytes, reply| reply.blob(&bytes);
    bytes::Bytes, "application/octet-stream", |bytes, reply| reply.blob(&bytes);
    ResourceContents, "", |contents, reply| reply.contents(&[contents]);
    TextResourceContents, "", |contents, reply| reply.contents(&[ResourceContents::Text(contents)]);
    BlobResourceContents, "", |contents, reply| reply.contents(&[ResourceContents::Blob(contents)]);
    Vec<ResourceContents>, "", |contents, reply| reply.contents(&contents);
    ReadResourceResult, "", |result, reply| reply.result(&result);
}

/// Everything else: data, sent as JSON text.
pub trait BodyOf<T>: Sized {
    /// How it is done.
    fn read(self) -> ReadWith<T>
    where
        T: Data,
    {
        ReadWith {
            write: |value, reply| value.write(reply),
            mime_type: "application/json",
        }
    }
}

impl<T> BodyOf<T> for Body<T> {}

/// Data that a resource can return.
#[diagnostic::on_unimplemented(
    message = "a resource cannot return `{Self}` [MCP086]",
    label = "neither text, bytes, contents nor data",
    note = "return `String`, `Vec<u8>`, `ResourceContents`, a type with serde's `Serialize`, or a `Result` of one"
)]
pub trait Data: Sized {
    /// Writes it as JSON text.
    fn write(&self, reply: &mut ReadReply<'_, '_>);
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> Data for T {
    fn write(&self, reply: &mut ReadReply<'_, '_>) {
        match serde_json::to_string(self) {
            Ok(text) => reply.text(&text),
            Err(error) => reply.reply.resource_error(reply.uri, &Error::hidden(error)),
        }
    }
}

impl ReadReply<'_, '_> {
    /// Writes text contents.
    pub(crate) fn text(&mut self, text: &str) {
        self.one(br#""text":"#, |out| escape(out, text));
    }

    /// Writes binary contents.
    pub(crate) fn blob(&mut self, bytes: &[u8]) {
        use base64::Engine;
        let text = base64::engine::general_purpose::STANDARD.encode(bytes);
        self.one(br#""blob":"#, |out| {
            out.push(b'"');
            out.extend_from_slice(text.as_bytes());
            out.push(b'"');
        });
    }

    fn one(&mut self, key: &[u8], value: impl FnOnce(&mut Vec<u8>)) {
        self.reply.open();
        let out = &mut *self.reply.out;
        out.extend_from_slice(br#""contents":[{"uri":"#);
        escape(out, self.uri);
        if let Some(mime_type) = self.mime_type {
            out.extend_from_slice(br#","mimeType":"#);
            escape(out, mime_type);
        }
        out.push(b',');
        out.extend_from_slice(key);
        value(out);
        out.extend_from_slice(b"}]");
        self.end();
    }

    /// Writes contents composed by hand.
    pub(crate) fn contents(&mut self, contents: &[ResourceContents]) {
        self.reply.open();
        self.reply.out.extend_from_slice(br#""contents":"#);
        append(self.reply.out, &contents);
        self.end();
    }

    /// Writes a result composed by hand: what it says of how it is kept counts before what the server says of all.
    pub(crate) fn result(&mut self, result: &ReadResourceResult) {
        self.reply.open();
        self.reply.out.extend_from_slice(br#""contents":"#);
        append(self.reply.out, &result.contents);
        if self.reply.revision.is_modern() {
            let all = self.reply.shared.caches.read_hint;
            let hint = CacheHint {
                ttl: result.ttl_ms.map_or(all.ttl, Duration::from_millis),
                scope: result.cache_scope.unwrap_or(all.scope),
            };
            self.reply.out.push(b',');
            self.reply.out.extend_from_slice(hint.render().as_bytes());
        }
        self.reply.close(result.meta.as_ref());
    }

    fn end(&mut self) {
        if self.reply.revision.is_modern() {
            self.reply.out.push(b',');
            self.reply.out.extend_from_slice(self.cache.as_bytes());
        }
        self.reply.close(None);
    }
}
