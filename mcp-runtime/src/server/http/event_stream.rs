//! A stream of events that outlives its connection: whoever reads it may go away, and come back for the rest.

use super::event_store::EventStore;
use crate::server::connection::Connection;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// Unread events above which a reader is too slow, in number and in bytes.
const MOST_UNREAD: usize = 1024;
const MOST_UNREAD_BYTES: usize = 4 * 1024 * 1024;

/// One event on its way.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) id: Option<String>,
    pub(super) data: Vec<u8>,
    /// The answer to a request, and not something said before it.
    pub(super) answer: bool,
}

/// The writing side, shared.
#[derive(Debug)]
pub(super) struct EventStream {
    name: Box<str>,
    store: Option<Arc<dyn EventStore>>,
    /// Held while an event goes into the store and to the reader, and while a reader takes over: between what is
    /// replayed and what follows nothing gets lost or comes twice.
    turn: tokio::sync::Mutex<()>,
    /// Who asks on it, if anybody does: a question that nobody will read has failed.
    asks: Option<Arc<Connection>>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    unread: VecDeque<Event>,
    bytes: usize,
    /// The reader there is, by number: one that comes back takes the place of the one before.
    reader: Option<u64>,
    readers: u64,
    /// The reader is sent away once it has read what there is; the stream goes on.
    closing: bool,
    ended: bool,
    waker: Option<Waker>,
}

impl State {
    /// What was to be read, which nobody will read here.
    fn forget(&mut self) -> VecDeque<Event> {
        self.bytes = 0;
        std::mem::take(&mut self.unread)
    }

    fn is_full(&self) -> bool {
        self.unread.len() >= MOST_UNREAD || self.bytes >= MOST_UNREAD_BYTES
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

impl EventStream {
    pub(super) fn new(name: impl Into<Box<str>>, store: Option<Arc<dyn EventStore>>) -> Arc<Self> {
        EventStream::asking(name, store, None)
    }

    /// One that carries the questions of a connection, too.
    pub(super) fn asking(
        name: impl Into<Box<str>>,
        store: Option<Arc<dyn EventStore>>,
        asks: Option<Arc<Connection>>,
    ) -> Arc<Self> {
        Arc::new(EventStream {
            name: name.into(),
            store,
            turn: tokio::sync::Mutex::default(),
            asks,
            state: Mutex::default(),
        })
    }

    /// Notes what no reader will have. What is in the store, one that comes back will.
    #[cold]
    fn lost(&self, events: impl IntoIterator<Item = Event>) {
        let Some(connection) = &self.asks else { return };
        for event in events.into_iter().filter(|event| event.id.is_none() && !event.answer) {
            connection.questions.undelivered(&event.data);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Makes the caller the reader.
    pub(super) fn attach(self: &Arc<Self>) -> Reader {
        let mut state = self.state();
        state.readers += 1;
        let number = state.readers;
        state.reader = Some(number);
        state.closing = false;
        let unread = state.forget();
        // The one before sees that it has been replaced.
        state.wake();
        drop(state);
        self.lost(unread);
        Reader {
            stream: self.clone(),
            number,
            first: VecDeque::new(),
            feed: None,
        }
    }

    /// The same, for a client that has read up to the event of this id. `None` if the store does not know it.
    pub(super) async fn resume(self: &Arc<Self>, last: &str) -> std::io::Result<Option<Reader>> {
        let _turn = self.turn.lock().await;
        let Some(store) = &self.store else { return Ok(None) };
        let Some(replay) = store.replay_after(last).await? else {
            return Ok(None);
        };
        let mut reader = self.attach();
        reader.replay(replay.events);
        Ok(Some(reader))
    }

    /// Sends a message, after it is stored.
    pub(super) async fn send(&self, data: Vec<u8>, answer: bool) {
        let Some(store) = &self.store else {
            return self.push(Event { id: None, data, answer });
        };
        let _turn = self.turn.lock().await;
        let id = match store.append(&self.name, &data).await {
            Ok(id) => Some(id),
            Err(error) => {
                tracing::warn!(%error, "an event could not be stored: it cannot be sent again");
                None
            }
        };
        self.push(Event { id, data, answer });
    }

    fn push(&self, event: Event) {
        let mut state = self.state();
        if state.reader.is_none() {
            if self.store.is_none() {
                tracing::debug!("a message for a client that went away was dropped");
            }
            drop(state);
            return self.lost([event]);
        }
        let full = state.is_full();
        if full && self.store.is_some() {
            tracing::warn!("an event stream was closed: its client does not read; it may resume");
            state.reader = None;
            let unread = state.forget();
            state.wake();
            drop(state);
            return self.lost(unread.into_iter().chain([event]));
        } else if full && !event.answer {
            tracing::warn!("a message was dropped: {MOST_UNREAD} wait for a client that does not read");
            drop(state);
            return self.lost([event]);
        } else {
            state.bytes += event.data.len();
            state.unread.push_back(event);
        }
        state.wake();
    }

    /// Ends the stream: its reader reads what there is, and no more.
    pub(super) fn end(&self) {
        let mut state = self.state();
        state.ended = true;
        state.wake();
    }

    /// Whether a further message would be kept for the reader.
    pub(super) fn has_room(&self) -> bool {
        !self.state().is_full()
    }

    /// Somebody reads it, and more may come.
    pub(super) fn is_open(&self) -> bool {
        let state = self.state();
        state.reader.is_some() && !state.ended
    }

    /// Whoever reads it can come back.
    pub(super) fn can_resume(&self) -> bool {
        self.store.is_some()
    }

    /// Sends the reader away once it has read what there is, if it can come back.
    pub(super) fn close_reader(&self) {
        if self.store.is_some() {
            let mut state = self.state();
            state.closing = true;
            state.wake();
        }
    }

    /// The event that a stream starts with, without data: from then on its reader can come back. The store is asked
    /// for its id.
    pub(super) async fn prime(&self) -> Option<Event> {
        let store = self.store.as_ref()?;
        let id = store.append(&self.name, b"").await.ok()?;
        Some(Event {
            id: Some(id),
            data: Vec::new(),
            answer: false,
        })
    }
}

/// The reading side. Dropping it leaves the stream without a reader.
pub(super) struct Reader {
    stream: Arc<EventStream>,
    number: u64,
    first: VecDeque<Event>,
    /// What fills the stream, where no task does.
    feed: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("stream", &self.stream.name)
            .finish_non_exhaustive()
    }
}

impl Reader {
    /// Gives an event before all others.
    pub(super) fn unread(&mut self, event: Event) {
        self.first.push_front(event);
    }

    /// Gives events that were sent before, before all others.
    pub(super) fn replay(&mut self, events: Vec<(String, Vec<u8>)>) {
        self.first.extend(events.into_iter().map(|(id, data)| Event {
            id: Some(id),
            data,
            answer: false,
        }));
    }

    /// Has `feed` fill the stream for as long as it is read.
    pub(super) fn fed_by(mut self, feed: impl Future<Output = ()> + Send + 'static) -> Self {
        self.feed = Some(Box::pin(feed));
        self
    }

    pub(super) fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Event>> {
        if let Some(event) = self.first.pop_front() {
            return Poll::Ready(Some(event));
        }
        // Whose place another has taken takes nothing from the queue any more.
        if self.stream.can_resume() && self.stream.state().reader != Some(self.number) {
            return Poll::Ready(None);
        }
        if let Some(feed) = &mut self.feed
            && feed.as_mut().poll(context).is_ready()
        {
            self.feed = None;
        }
        let mut state = self.stream.state();
        if state.reader != Some(self.number) {
            return Poll::Ready(None);
        }
        if let Some(event) = state.unread.pop_front() {
            state.bytes -= event.data.len();
            return Poll::Ready(Some(event));
        }
        if state.ended || state.closing {
            return Poll::Ready(None);
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }

    pub(super) async fn next(&mut self) -> Option<Event> {
        std::future::poll_fn(|context| self.poll_event(context)).await
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut state = self.stream.state();
        let mut unread = VecDeque::new();
        if state.reader == Some(self.number) {
            state.reader = None;
            unread = state.forget();
            state.waker = None;
        }
        drop(state);
        let first = std::mem::take(&mut self.first);
        if !first.is_empty() || !unread.is_empty() {
            self.stream.lost(first.into_iter().chain(unread));
        }
    }
}
