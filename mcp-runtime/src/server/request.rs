//! One request as its handler meets it.

use super::connection::Connection;
use super::context::{Context, Principal};
use super::outgoing::Outgoing;
use super::reply::{Output, Reply, ToolReply};
use super::shared::Shared;
use crate::jsonrpc::JsonText;
use crate::revision::{EnvelopeMeta, Revision};
use crate::types::InputResponses;
use bytes::Bytes;
use serde_json::value::RawValue;
use std::cell::OnceCell;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Copying fewer bytes costs less than sending them apart.
const WORTH_SHARING: usize = 4096;

/// The way to the client: which connection the request belongs to, if it belongs to any, and where what its handler
/// says goes.
#[derive(Debug)]
pub(crate) struct Link<'a> {
    connection: Option<&'a Arc<Connection>>,
    given: Option<&'a Arc<Outgoing>>,
    made: OnceCell<Arc<Outgoing>>,
    asks: bool,
}

impl<'a> Link<'a> {
    /// A stream of lines: everything goes one way.
    pub(crate) fn stream(connection: &'a Arc<Connection>) -> Self {
        Link::within(Some(connection), &connection.outgoing)
    }

    /// The way that another request goes.
    pub(crate) fn within(connection: Option<&'a Arc<Connection>>, outgoing: &'a Arc<Outgoing>) -> Self {
        Link {
            connection,
            given: Some(outgoing),
            made: OnceCell::new(),
            asks: true,
        }
    }

    /// A request over HTTP, in a session or alone: what its handler says goes where its answer goes, by a queue that is
    /// made when the handler first asks for a [`Context`].
    pub(crate) fn http(connection: Option<&'a Arc<Connection>>) -> Self {
        Link {
            connection,
            given: None,
            made: OnceCell::new(),
            asks: true,
        }
    }

    /// The client takes nothing but the answer: it cannot be asked anything.
    pub(crate) fn answers_only(mut self) -> Self {
        self.asks = false;
        self
    }

    /// What goes this way reaches the client before the answer.
    pub(crate) fn asks(&self) -> bool {
        self.asks
    }

    /// The client sees what handlers fail with, whatever others see.
    #[inline]
    pub(crate) fn debug(&self) -> bool {
        self.connection.is_some_and(|connection| connection.debug)
    }

    pub(crate) fn connection(&self) -> Option<&'a Arc<Connection>> {
        self.connection
    }

    pub(crate) fn outgoing(&self) -> &Arc<Outgoing> {
        match self.given {
            Some(outgoing) => outgoing,
            None => self.made.get_or_init(Arc::default),
        }
    }

    /// The queue that was made, if the handler has asked.
    pub(crate) fn made(&self) -> Option<&Arc<Outgoing>> {
        self.made.get()
    }
}

/// What came with a request over HTTP beside its body.
pub(crate) trait Transported: fmt::Debug + Send + Sync {
    /// The headers, for keeping.
    fn headers(&self) -> super::context::Headers;
    /// Who a layer in front says the caller is.
    fn principal(&self) -> Option<Principal>;
}

/// Bytes that many answers share, kept apart from the answer that they belong into: a list of a thousand tools is not
/// copied for each client. Over HTTP, which can send an answer in parts.
#[derive(Debug, Default)]
pub(crate) struct Splice(OnceCell<(usize, Bytes)>);

impl Splice {
    /// Where the bytes belong, and they.
    pub(crate) fn take(self) -> Option<(usize, Bytes)> {
        self.0.into_inner()
    }
}

/// What a client brings back from an earlier round.
#[derive(Debug)]
pub(crate) struct Retry {
    pub(crate) responses: Option<Box<RawValue>>,
    /// What was sealed, opened.
    pub(crate) state: Option<Box<str>>,
    /// The digest of the arguments, which a state that is sealed again is bound to, too.
    pub(crate) digest: Option<Box<str>>,
    /// Rounds there have been, where the server asks by requests of its own.
    pub(crate) rounds: usize,
}

/// The request that this is a try of, and who is calling by the layers' account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tries<'a> {
    pub(crate) whole: &'a Context,
    pub(crate) principal: Option<&'a Principal>,
}

/// A request: borrowed from the bytes it came in. What a handler rarely wants is made when it asks.
pub struct Request<'a> {
    pub(crate) shared: &'a Arc<Shared>,
    pub(crate) link: Link<'a>,
    pub(crate) id: &'a str,
    pub(crate) revision: Revision,
    pub(crate) meta: Option<&'a EnvelopeMeta<'a>>,
    pub(crate) transported: Option<&'a dyn Transported>,
    /// Where it is said that a subscription may be opened, for a request that asks for one.
    pub(crate) grant: Option<Grant>,
    /// What it is a try of, where layers stand around it.
    pub(crate) tries: Option<Tries<'a>>,
    /// Where shared bytes may be put instead of into the answer.
    pub(crate) splice: Option<&'a Splice>,
    retry: OnceCell<Retry>,
    context: OnceCell<Context>,
}

/// The layers and the dispatcher let a subscription be opened; whoever has the client's stream then opens it. What is
/// granted is the message that asked, as the layers passed it on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grant(Arc<Mutex<Option<Box<str>>>>);

impl Grant {
    pub(crate) fn give(&self, message: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(message.into());
    }

    pub(crate) fn is_given(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    pub(crate) fn take(&self) -> Option<Box<str>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<'a> Request<'a> {
    pub(crate) fn new(shared: &'a Arc<Shared>, link: Link<'a>, id: &'a str, revision: Revision) -> Self {
        Request {
            shared,
            link,
            id,
            revision,
            meta: None,
            transported: None,
            grant: None,
            tries: None,
            splice: None,
            retry: OnceCell::new(),
            context: OnceCell::new(),
        }
    }

    /// An answer to it, at the end of `out`.
    #[inline]
    pub(crate) fn reply<'r>(&'r self, out: &'r mut Vec<u8>) -> Reply<'r> {
        Reply::new(out, self.id.as_bytes(), self.revision, self.shared).debugging(self.link.debug())
    }

    /// Adds bytes that many answers share to an answer.
    pub(crate) fn share(&self, out: &mut Vec<u8>, bytes: &Bytes) {
        let kept = self
            .splice
            .filter(|_| bytes.len() >= WORTH_SHARING)
            .is_some_and(|splice| splice.0.set((out.len(), bytes.clone())).is_ok());
        if !kept {
            out.extend_from_slice(bytes);
        }
    }

    /// A try of the request of this context, which is all there is of it any more.
    pub(crate) fn of(tries: Tries<'a>) -> Self {
        let whole = tries.whole;
        let request = Request::new(whole.shared(), whole.link(), whole.request_id(), whole.revision());
        Request {
            tries: Some(tries),
            ..request
        }
    }

    /// Who is calling: as a layer says, or whoever stands in front of the transport.
    pub(crate) fn principal(&self) -> Option<Principal> {
        match &self.tries {
            Some(tries) => tries.principal.cloned(),
            None => self.transported.and_then(Transported::principal),
        }
    }

    /// What the client says that it can do, as it was written, where each request says so.
    pub(crate) fn capabilities(&self) -> Option<&str> {
        match &self.tries {
            Some(tries) => tries.whole.declared(),
            None => self.meta.and_then(|meta| meta.capabilities).map(JsonText::get),
        }
    }

    /// Notes what the client brings back, before the handler is called.
    pub(crate) fn bring(&self, retry: Retry) {
        let _ = self.retry.set(retry);
    }

    /// What it brings back, read.
    pub(crate) fn responses(&self) -> InputResponses {
        let responses = self.retry().and_then(|retry| retry.responses.as_ref());
        responses
            .and_then(|raw| serde_json::from_str(raw.get()).ok())
            .unwrap_or_default()
    }

    pub(crate) fn retry(&self) -> Option<&Retry> {
        self.retry.get()
    }

    /// The context, made on first use and the same for every argument that wants a part of it.
    pub(crate) fn context(&self) -> &Context {
        self.context.get_or_init(|| Context::of(self))
    }

    /// The context, if the handler took it.
    pub(crate) fn taken_context(&self) -> Option<Context> {
        self.context.get().cloned()
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("id", &self.id)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

/// A tool call on its way to the function.
#[derive(Debug)]
pub struct ToolCall<'a, 'r> {
    pub(crate) request: &'a Request<'a>,
    pub(crate) reply: &'a mut Reply<'r>,
    pub(crate) tool: &'a Arc<str>,
    pub(crate) arguments: &'a str,
    pub(crate) output: Output,
}

impl<'r> ToolCall<'_, 'r> {
    pub(crate) fn tool_reply(&mut self) -> ToolReply<'_, 'r> {
        ToolReply {
            reply: self.reply,
            tool: self.tool,
            output: self.output,
        }
    }
}
