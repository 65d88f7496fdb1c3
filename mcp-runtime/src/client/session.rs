//! One connection: the requests under way, a task that writes and a task that reads.

use super::builder::{Hook, Hooks};
use super::child;
use super::error::ClientError;
use super::incoming::read;
use super::outgoing::{Outgoing, write_until};
use crate::jsonrpc;
use crate::types::{JsonObject, Meta, PROGRESS_TOKEN_META_KEY, ProgressParams};
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::process::Child;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Messages that may wait to be written; whoever has one more waits with it.
const MOST_UNSENT: usize = 256;
/// How long a server in this process may take to end.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) type Answer = Result<Box<RawValue>, ClientError>;

/// A connection. Dropping it ends it, and kills the program at its other side.
#[derive(Debug)]
pub(super) struct Session {
    state: Arc<State>,
    tasks: Mutex<Option<Tasks>>,
}

#[derive(Debug)]
struct Tasks {
    reader: JoinHandle<()>,
    writer: JoinHandle<()>,
    child: Option<Child>,
}

/// What the client and the two tasks share.
pub(super) struct State {
    /// `None` once the connection has ended.
    open: Mutex<Option<Open>>,
    ids: AtomicU64,
    pub(super) unsent: Arc<Semaphore>,
    /// The revision is settled, and has no requests by the server.
    pub(super) modern: AtomicBool,
    pub(super) hooks: Hooks,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("ids", &self.ids).finish_non_exhaustive()
    }
}

/// A connection that has not ended.
pub(super) struct Open {
    pub(super) waiting: HashMap<u64, Waiter>,
    outgoing: mpsc::UnboundedSender<Outgoing>,
    /// Dropped with the rest, which the writer sees.
    _alive: oneshot::Sender<()>,
}

/// Whoever waits for an answer.
pub(super) struct Waiter {
    pub(super) answer: oneshot::Sender<Answer>,
    pub(super) progress: Option<Hook<ProgressParams>>,
    /// Requests of the handshake are not cancelled.
    cancellable: bool,
}

/// A request but for its own parameters.
#[derive(Default)]
pub(super) struct Ask<'a> {
    pub(super) method: &'a str,
    pub(super) meta: Meta,
    pub(super) timeout: Option<Duration>,
    pub(super) progress: Option<Hook<ProgressParams>>,
    /// Belongs to the handshake: never cancelled, reports no progress.
    pub(super) handshake: bool,
}

#[derive(Serialize)]
struct WithMeta<'a, P> {
    #[serde(flatten)]
    own: &'a P,
    #[serde(rename = "_meta", skip_serializing_if = "Meta::is_empty")]
    meta: &'a Meta,
}

impl Session {
    /// Starts the two tasks. `child` is the program at the other side, if it is one.
    pub(super) fn start<R, W>(reader: R, writer: W, child: Option<Child>, hooks: Hooks) -> Self
    where
        R: AsyncRead + Send + Unpin + 'static,
        W: AsyncWrite + Send + Unpin + 'static,
    {
        let (outgoing, lines) = mpsc::unbounded_channel();
        let (alive, ended) = oneshot::channel();
        let open = Open {
            waiting: HashMap::new(),
            outgoing,
            _alive: alive,
        };
        let state = Arc::new(State {
            open: Mutex::new(Some(open)),
            ids: AtomicU64::new(1),
            unsent: Arc::new(Semaphore::new(MOST_UNSENT)),
            modern: AtomicBool::new(false),
            hooks,
        });
        let reader = tokio::spawn(read(Closing(state.clone()), reader));
        let writer = tokio::spawn(write_until(Closing(state.clone()), ended, lines, writer));
        Session {
            state,
            tasks: Mutex::new(Some(Tasks { reader, writer, child })),
        }
    }

    /// The revision is settled, and is one without a handshake.
    pub(super) fn set_modern(&self) {
        self.state.modern.store(true, Ordering::Relaxed);
    }

    /// Sends a request and waits for its answer. Whoever drops the future cancels the request.
    ///
    /// # Errors
    /// The server's error, the time-out, or the end of the connection.
    pub(super) async fn ask<P: Serialize + Sync>(&self, ask: Ask<'_>, own: &P) -> Answer {
        let (method, limit) = (ask.method, ask.timeout);
        let id = self.state.ids.fetch_add(1, Ordering::Relaxed);
        let mut underway = Underway {
            state: &self.state,
            id,
            reason: Cow::Borrowed("caller cancelled"),
        };
        let exchange = async {
            let permit = self.permit().await?;
            let answer = self.state.send(id, ask, own, permit)?;
            answer.await.unwrap_or(Err(ClientError::Closed))
        };
        let Some(after) = limit else { return exchange.await };
        timeout(after, exchange).await.unwrap_or_else(|_| {
            underway.reason = format!("timed out after {}s", after.as_secs_f64()).into();
            Err(ClientError::Timeout {
                method: method.to_owned(),
                after,
            })
        })
    }

    /// Sends a notification.
    ///
    /// # Errors
    /// The connection has ended.
    pub(super) async fn tell(&self, method: &str, params: &JsonObject) -> Result<(), ClientError> {
        let permit = self.permit().await?;
        let mut line = Vec::new();
        jsonrpc::notification(&mut line, method, params);
        let mut open = self.state.open();
        let open = open.as_mut().ok_or(ClientError::Closed)?;
        open.queue(line, Some(permit)).then_some(()).ok_or(ClientError::Closed)
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, ClientError> {
        self.state
            .unsent
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| ClientError::Closed)
    }

    /// Ends the connection: cancels what is under way, closes the stream, and sees the other side out.
    pub(super) async fn close(&self) {
        self.state.close();
        let tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Tasks {
            mut reader,
            writer,
            child,
        }) = tasks
        else {
            return;
        };
        // It limits itself.
        let _ = writer.await;
        match child {
            Some(child) => child::end(child).await,
            None => drop(timeout(PATIENCE, &mut reader).await),
        }
        reader.abort();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.state.close();
        if let Some(tasks) = self.tasks.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            tasks.reader.abort();
        }
    }
}

/// A request that may be waiting. When it is dropped before its answer came, nobody wants that any more.
struct Underway<'a> {
    state: &'a State,
    id: u64,
    reason: Cow<'static, str>,
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        if let Some(open) = self.state.open().as_mut()
            && let Some(waiter) = open.waiting.remove(&self.id)
            && waiter.cancellable
        {
            open.cancel(self.id, &self.reason);
        }
    }
}

/// Ends the connection when the task that has it ends, in whatever way.
pub(super) struct Closing(pub(super) Arc<State>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Open {
    /// Whether the line will be written, as far as one can tell.
    pub(super) fn queue(&self, line: Vec<u8>, permit: Option<OwnedSemaphorePermit>) -> bool {
        self.outgoing.send(Outgoing { line, permit }).is_ok()
    }

    /// Needs no permit: each request is cancelled once at most.
    fn cancel(&self, id: u64, reason: &str) {
        let mut line = Vec::new();
        jsonrpc::notification(
            &mut line,
            "notifications/cancelled",
            &json!({ "requestId": id, "reason": reason }),
        );
        self.queue(line, None);
    }
}

impl State {
    pub(super) fn open(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send<P: Serialize>(
        &self,
        id: u64,
        mut ask: Ask<'_>,
        own: &P,
        permit: OwnedSemaphorePermit,
    ) -> Result<oneshot::Receiver<Answer>, ClientError> {
        if ask.progress.is_some() || (self.hooks.progress.is_some() && !ask.handshake) {
            ask.meta.insert(PROGRESS_TOKEN_META_KEY.into(), id.into());
        }
        let mut line = Vec::with_capacity(256);
        jsonrpc::request(&mut line, id, ask.method, &WithMeta { own, meta: &ask.meta });
        let (answer, answered) = oneshot::channel();
        let waiter = Waiter {
            answer,
            progress: ask.progress,
            cancellable: !ask.handshake,
        };
        let mut open = self.open();
        let open = open.as_mut().ok_or(ClientError::Closed)?;
        if !open.queue(line, Some(permit)) {
            return Err(ClientError::Closed);
        }
        open.waiting.insert(id, waiter);
        Ok(answered)
    }

    /// Cancels what is under way, of which every waiter gets [`ClientError::Closed`], and lets the writer end.
    fn close(&self) {
        let open = self.open().take();
        self.unsent.close();
        if let Some(open) = open {
            for (id, _) in open.waiting.iter().filter(|(_, waiter)| waiter.cancellable) {
                open.cancel(*id, "connection closed");
            }
        }
    }
}
