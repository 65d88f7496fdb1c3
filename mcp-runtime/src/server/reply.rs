//! The response being written: every result goes straight into its bytes, in the dialect of its revision.

use super::error::{Error, Kind};
use super::input_required::InputRequired;
use super::shared::Shared;
use crate::jsonrpc::{
    self, McpError, UrlElicitationRequired, append, code, escape, escape_within, finite, to_vec, write_value,
};
use crate::revision::Revision;
use crate::types::{CallToolResult, Content, Meta, ResourceContents};
use serde::Serialize;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

/// A response to one request, under construction at the end of a buffer that may hold others before it.
#[derive(Debug)]
pub struct Reply<'a> {
    pub(crate) out: &'a mut Vec<u8>,
    pub(crate) id: &'a [u8],
    pub(crate) revision: Revision,
    pub(crate) shared: &'a Shared,
    /// The client sees what handlers fail with.
    pub(crate) debug: bool,
    /// Where this response starts in the buffer: an error takes back what was written.
    start: usize,
    /// The status HTTP gives the answer at 2026-07-28.
    pub(crate) code: Option<i32>,
    /// What the handler needs to know before it answers: to be sealed and written by whoever knows the request.
    pub(crate) asked: Option<Arc<InputRequired>>,
}

/// How a tool's results are written, settled at registration.
#[derive(Clone, Copy, Debug, Default)]
pub struct Output {
    /// `structuredContent` is sent.
    pub(crate) structured: bool,
    /// The value is no object, so it goes as `{"result": …}`.
    pub(crate) wrapped: bool,
    /// There are numbers in it that may be infinite, or none.
    pub(crate) fractions: bool,
}

impl<'a> Reply<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>, id: &'a [u8], revision: Revision, shared: &'a Shared) -> Self {
        let start = out.len();
        Reply {
            out,
            id,
            revision,
            shared,
            debug: shared.debug,
            start,
            code: None,
            asked: None,
        }
    }

    /// For a client that sees what handlers fail with, if it does.
    #[inline]
    pub(crate) fn debugging(mut self, debug: bool) -> Self {
        self.debug |= debug;
        self
    }

    /// What this reply has written.
    pub(crate) fn written(&self) -> &[u8] {
        self.out.get(self.start..).unwrap_or_default()
    }

    /// Takes back what this reply has written.
    pub(crate) fn rewind(&mut self) {
        self.out.truncate(self.start);
        self.code = None;
    }

    /// Opens `result`; members follow, each without a comma before the first.
    #[inline]
    pub(crate) fn open(&mut self) {
        jsonrpc::begin(self.out, self.id);
        let open: &[u8] = if self.revision.is_modern() {
            br#","result":{"resultType":"complete","#
        } else {
            br#","result":{"#
        };
        self.out.extend_from_slice(open);
    }

    /// Opens a `result` that is none yet; members follow, each after a comma.
    pub(crate) fn open_input_required(&mut self) {
        self.rewind();
        jsonrpc::begin(self.out, self.id);
        self.out
            .extend_from_slice(br#","result":{"resultType":"input_required""#);
    }

    fn ask(&mut self, required: &Arc<InputRequired>) {
        self.rewind();
        self.asked = Some(required.clone());
    }

    /// Closes `result`: `_meta` of the handler's, with the server's identity where the revision has it there.
    #[inline]
    pub(crate) fn close(&mut self, meta: Option<&Meta>) {
        match meta {
            None if self.revision.is_modern() => self.out.extend_from_slice(&self.shared.stamp),
            None => {}
            Some(meta) => self.close_with(meta),
        }
        self.out.extend_from_slice(b"}}");
    }

    #[cold]
    fn close_with(&mut self, meta: &Meta) {
        let mut meta = meta.clone();
        if self.revision.is_modern() {
            for (key, value) in &self.shared.stamp_meta {
                meta.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        // Before a result's last brace, the comma of the stamp's own start.
        if self.out.last() != Some(&b',') && self.out.last() != Some(&b'{') {
            self.out.push(b',');
        }
        self.out.extend_from_slice(br#""_meta":"#);
        append(self.out, &meta);
    }

    /// Writes a protocol error instead of a result.
    #[cold]
    pub(crate) fn error(&mut self, error: &McpError) {
        self.rewind();
        self.code = Some(error.code);
        jsonrpc::error_response(self.out, self.id, error);
    }

    /// Writes a protocol error of a handler's own. −32042 is of 2025-11-25 alone, where all that it speaks of has ids; after
    /// it the same is asked by an answer that requires an input.
    fn protocol(&mut self, error: &McpError) {
        if error.code != code::URL_ELICITATION_REQUIRED {
            return self.error(error);
        }
        let is_modern = self.revision.is_modern();
        match UrlElicitationRequired::try_from(error.clone()) {
            Ok(required) if is_modern => self.ask(&Arc::new(required.into())),
            Ok(mut required) if required.elicitations.iter().any(|url| url.elicitation_id.is_none()) => {
                for url in &mut required.elicitations {
                    url.elicitation_id.get_or_insert_with(correlation_id);
                }
                self.error(&required.into());
            }
            Err(fault) if is_modern => {
                tracing::error!("a handler failed with an error that is none: {fault}");
                self.error(&McpError::internal("Handler returned an invalid result"));
            }
            _ => self.error(error),
        }
    }

    /// Writes a result that is a plain object with at least one member.
    pub(crate) fn object<T: Serialize>(&mut self, value: &T) {
        let body = to_vec(value);
        self.open();
        match body.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}")) {
            Some(inner) if !inner.is_empty() => self.out.extend_from_slice(inner),
            _ => self.unopen(),
        }
        self.close(None);
    }

    /// An empty result: takes back the comma that waits for a member, which the stamp brings itself.
    pub(crate) fn unopen(&mut self) {
        if self.out.last() == Some(&b',') {
            self.out.pop();
        }
    }

    /// Writes text content and the flag that it is an error for the model.
    fn tool_failure(&mut self, text: &str) {
        self.rewind();
        self.open();
        self.out.extend_from_slice(br#""content":["#);
        text_block(self.out, text);
        self.out.extend_from_slice(br#"],"isError":true"#);
        self.close(None);
    }

    /// An argument the tool cannot take, or text for the model.
    #[cold]
    pub(crate) fn tool_refusal(&mut self, tool: &str, message: &str) {
        self.tool_failure(&format!("Error executing tool {tool}: {message}"));
    }

    /// No tool of this name is served: a result, so that the model can choose again.
    #[cold]
    pub(crate) fn unknown_tool(&mut self, tool: &str) {
        self.tool_failure(&format!("Unknown tool: {tool}"));
    }

    /// What a tool failed with, for whoever may see it.
    #[cold]
    pub(crate) fn tool_error(&mut self, tool: &str, error: &Error) {
        match error.kind() {
            Kind::ForModel(text) | Kind::NotFound(text) => {
                tracing::info!(tool, "tool failed");
                self.tool_refusal(tool, text);
            }
            Kind::Protocol(error) => self.protocol(error),
            Kind::InputRequired(required) => self.ask(required),
            Kind::Hidden => {
                let shown = self.masked("tool", tool, &error.chain());
                self.tool_failure(&format!("Error executing tool {tool}{shown}"));
            }
        }
    }

    /// What reading a resource failed with.
    #[cold]
    pub(crate) fn resource_error(&mut self, uri: &str, error: &Error) {
        let data = serde_json::json!({ "uri": uri });
        match error.kind() {
            Kind::NotFound(text) => self.error(&McpError::invalid_params(text).with_data(data)),
            Kind::ForModel(text) => self.error(&McpError::internal(text).with_data(data)),
            Kind::Protocol(error) => self.protocol(error),
            Kind::InputRequired(required) => self.ask(required),
            Kind::Hidden => {
                // The URI holds what the client asked for, which is not for the log.
                let shown = self.masked("resource", "", &error.chain());
                self.error(&McpError::internal(format!("Error reading resource {uri}{shown}")).with_data(data));
            }
        }
    }

    /// What rendering a prompt or completing an argument failed with.
    #[cold]
    pub(crate) fn failed(&mut self, what: &'static str, name: &str, error: &Error) {
        let doing = if what == "prompt" {
            "rendering prompt"
        } else {
            "completing argument"
        };
        match error.kind() {
            Kind::NotFound(text) => self.error(&McpError::invalid_params(text)),
            Kind::ForModel(text) => self.error(&McpError::internal(format!("Error {doing} {name}: {text}"))),
            Kind::Protocol(error) => self.protocol(error),
            Kind::InputRequired(required) => self.ask(required),
            Kind::Hidden => {
                let shown = self.masked(what, name, &error.chain());
                self.error(&McpError::internal(format!("Error {doing} {name}{shown}")));
            }
        }
    }

    /// Writes a result that is JSON text already.
    pub(crate) fn result(&mut self, text: &str) {
        jsonrpc::begin(self.out, self.id);
        self.out.extend_from_slice(br#","result":"#);
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b'}');
    }

    /// Logs what a client must not read, and gives what it may read instead.
    fn masked(&self, what: &str, name: &str, chain: &str) -> String {
        masked(self.debug, what, name, chain)
    }
}

fn masked(debug: bool, what: &str, name: &str, chain: &str) -> String {
    let correlation = correlation_id();
    tracing::error!(%correlation, "{what} {name:?} failed: {chain}");
    if debug {
        format!(": {chain} (correlation id {correlation})")
    } else {
        format!(" (correlation id {correlation})")
    }
}

/// What a layer failed with, as the client may read it.
#[cold]
pub(crate) fn layer_error(debug: bool, method: &str, error: &Error) -> McpError {
    match error.kind() {
        Kind::Protocol(error) => error.clone(),
        Kind::NotFound(text) => McpError::invalid_params(text),
        Kind::ForModel(text) => McpError::internal(text),
        // Its state would be bound to a request that the layers within have not seen.
        Kind::InputRequired(_) => McpError::internal("A layer cannot require an input"),
        Kind::Hidden => {
            let shown = masked(debug, "a layer of", method, &error.chain());
            McpError::internal(format!("Internal error{shown}"))
        }
    }
}

/// Sixteen hexadecimal digits that the answer and the log share.
pub(crate) fn correlation_id() -> String {
    // The standard library's only source of randomness: a fresh state hashes to 64 fresh bits.
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

/// The result of a tool call, under construction.
#[derive(Debug)]
pub struct ToolReply<'a, 'r> {
    pub(crate) reply: &'a mut Reply<'r>,
    pub(crate) tool: &'a str,
    pub(crate) output: Output,
}

impl ToolReply<'_, '_> {
    /// Writes data: as text, and where the tool has an output schema once more as `structuredContent`.
    pub(crate) fn data<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.reply.open();
        let written = if self.output.structured && self.reply.revision.has_structured_content() {
            self.structured(value)
        } else {
            self.unstructured(value)
        };
        if let Err(error) = written {
            return self.reply.tool_error(self.tool, &Error::hidden(error));
        }
        self.reply.out.extend_from_slice(br#"],"isError":false"#);
        self.reply.close(None);
    }

    /// `"structuredContent":…,"content":[…`: the text is made of the bytes that the data has just been written as.
    fn structured<T: Serialize + ?Sized>(&mut self, value: &T) -> serde_json::Result<()> {
        let out = &mut *self.reply.out;
        let (open, close): (&[u8], &[u8]) = if self.output.wrapped {
            (br#""structuredContent":{"result":"#, br#"},"content":["#)
        } else {
            (br#""structuredContent":"#, br#","content":["#)
        };
        out.extend_from_slice(open);
        let from = out.len();
        if write_value(out, value)? && self.output.fractions {
            finite(value)?;
        }
        let to = out.len();
        out.extend_from_slice(close);
        if out[from..to] != *b"null" {
            out.extend_from_slice(TEXT);
            // A JSON string is the text block's string as it stands.
            if out[from] == b'"' {
                out.extend_from_within(from..to);
            } else {
                escape_within(out, from..to);
            }
            out.push(b'}');
        }
        Ok(())
    }

    /// `"content":[…`: a string is written where it stays.
    fn unstructured<T: Serialize + ?Sized>(&mut self, value: &T) -> serde_json::Result<()> {
        let out = &mut *self.reply.out;
        out.extend_from_slice(br#""content":["#);
        let block = out.len();
        out.extend_from_slice(TEXT);
        let from = out.len();
        if write_value(out, value)? && self.output.fractions {
            // What has a schema fails at every revision.
            finite(value)?;
        }
        let to = out.len();
        if out[from..] == *b"null" {
            out.truncate(block);
            return Ok(());
        }
        if out[from] != b'"' {
            escape_within(out, from..to);
            out.drain(from..to);
        }
        out.push(b'}');
        Ok(())
    }

    /// Writes content blocks.
    pub(crate) fn content(&mut self, blocks: &[Content]) {
        self.reply.open();
        content_array(self.reply, blocks);
        self.reply.out.extend_from_slice(br#","isError":false"#);
        self.reply.close(None);
    }

    /// Writes a result the handler composed itself.
    pub(crate) fn result(&mut self, result: &CallToolResult) {
        self.reply.open();
        content_array(self.reply, &result.content);
        if let Some(value) = &result.structured_content
            && self.reply.revision.has_structured_content()
        {
            self.reply.out.extend_from_slice(br#","structuredContent":"#);
            if self.output.wrapped {
                self.reply.out.extend_from_slice(br#"{"result":"#);
            }
            append(self.reply.out, value);
            if self.output.wrapped {
                self.reply.out.push(b'}');
            }
        }
        let flag: &[u8] = if result.is_error {
            br#","isError":true"#
        } else {
            br#","isError":false"#
        };
        self.reply.out.extend_from_slice(flag);
        self.reply.close(result.meta.as_ref());
    }

    /// Writes what the tool failed with.
    pub(crate) fn error(&mut self, error: &Error) {
        self.reply.tool_error(self.tool, error);
    }
}

/// A text block up to its text.
const TEXT: &[u8] = br#"{"type":"text","text":"#;

fn text_block(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(TEXT);
    escape(out, text);
    out.push(b'}');
}

/// `"content":[…]`.
fn content_array(reply: &mut Reply<'_>, blocks: &[Content]) {
    reply.out.extend_from_slice(br#""content":["#);
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            reply.out.push(b',');
        }
        content_block(reply.out, block, reply.revision);
    }
    reply.out.push(b']');
}

/// Writes one block, as the nearest thing the revision has.
pub(crate) fn content_block(out: &mut Vec<u8>, block: &Content, revision: Revision) {
    match block {
        // The block that nearly every result is made of, without a serializer.
        Content::Text(text) if text.annotations.is_none() && text.meta.is_none() => text_block(out, &text.text),
        Content::Audio(audio) if !revision.has_audio() => {
            let contents = crate::types::BlobResourceContents::from_base64("urn:mcp:audio", audio.data.clone())
                .with_mime_type(audio.mime_type.clone());
            let block = crate::types::EmbeddedResource::new(ResourceContents::Blob(contents));
            append(out, &Content::Resource(block));
        }
        Content::ResourceLink(link) if !revision.has_resource_links() => {
            text_block(out, &format!("{}: {}", link.name, link.uri));
        }
        _ => append(out, block),
    }
}
