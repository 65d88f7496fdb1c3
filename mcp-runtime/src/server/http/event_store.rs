//! Where events are kept so that a client that lost its connection can have them again.

use std::collections::{HashMap, VecDeque};
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What an [`EventStore`] gives: a future that is boxed, so that stores can be chosen at run time.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = std::io::Result<T>> + Send + 'a>>;

/// Keeps the events of sessions over HTTP, so that a client can resume a stream by `Last-Event-ID`
/// (basic/transports "Resumability and Redelivery", revisions 2025-03-26 to 2025-11-25).
///
/// [`MemoryEventStore`] is one for a single process. A store of your own, in a database, lets another process replay
/// what this one has stored; calls and sessions stay where they are.
pub trait EventStore: Debug + Send + Sync + 'static {
    /// Keeps an event of this stream and gives the id it has from now on: unique among all streams, without line ends.
    /// An empty message is an event without data, which only says where the stream starts.
    ///
    /// The name of a stream is the id of its session, a slash, and a name within the session.
    ///
    /// # Errors
    /// The event could not be kept: it is sent all the same, without an id.
    fn append<'a>(&'a self, stream: &'a str, message: &'a [u8]) -> StoreFuture<'a, String>;

    /// The stream that the event of this id belongs to and what came after it; `None` if the event is not known, or no
    /// longer.
    ///
    /// # Errors
    /// The store could not be read: the client is told, and may try again.
    fn replay_after<'a>(&'a self, event_id: &'a str) -> StoreFuture<'a, Option<Replay>>;

    /// The session is over: nothing of it will be asked for again.
    fn forget(&self, session: &str);
}

/// Events that are sent again.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Replay {
    /// The stream.
    pub stream: String,
    /// Each event's id and message, oldest first.
    pub events: Vec<(String, Vec<u8>)>,
}

impl Replay {
    /// Events of this stream.
    pub fn new(stream: impl Into<String>, events: Vec<(String, Vec<u8>)>) -> Self {
        Replay {
            stream: stream.into(),
            events,
        }
    }
}

/// An [`EventStore`] in memory, bounded: the oldest events of all streams make room for new ones.
#[derive(Debug)]
pub struct MemoryEventStore {
    kept: Mutex<Kept>,
    most: usize,
    most_bytes: usize,
}

#[derive(Debug, Default)]
struct Kept {
    streams: HashMap<Arc<str>, VecDeque<(u64, Vec<u8>)>>,
    /// The streams' events in the order they came; those of sessions that are over are passed over when met.
    order: VecDeque<(u64, Arc<str>)>,
    next: u64,
    bytes: usize,
}

impl Default for MemoryEventStore {
    fn default() -> Self {
        MemoryEventStore::new(10_000, 16 * 1024 * 1024)
    }
}

impl MemoryEventStore {
    /// A store of at most so many events and, in their messages, so many bytes; 10,000 and 16 MiB by default.
    pub fn new(events: usize, bytes: usize) -> Self {
        MemoryEventStore {
            kept: Mutex::default(),
            most: events.max(1),
            most_bytes: bytes,
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn append(&mut self, stream: &str, message: &[u8]) -> u64 {
        self.next += 1;
        let stream: Arc<str> = match self.streams.get_key_value(stream) {
            Some((stream, _)) => stream.clone(),
            None => stream.into(),
        };
        self.bytes += message.len();
        self.order.push_back((self.next, stream.clone()));
        self.streams
            .entry(stream)
            .or_default()
            .push_back((self.next, message.to_vec()));
        self.next
    }

    fn drop_oldest(&mut self) {
        let Some((number, stream)) = self.order.pop_front() else {
            return;
        };
        let Some(events) = self.streams.get_mut(&stream) else {
            return;
        };
        if events.front().is_some_and(|(oldest, _)| *oldest == number)
            && let Some((_, message)) = events.pop_front()
        {
            self.bytes -= message.len();
        }
        if events.is_empty() {
            self.streams.remove(&stream);
        }
    }

    fn after(&self, event: u64) -> Option<Replay> {
        // The order is that of the numbers, so the event's stream is found without a table of its own.
        let at = self.order.binary_search_by_key(&event, |(number, _)| *number).ok()?;
        let (_, stream) = &self.order[at];
        let events = self.streams.get(stream)?;
        let events = events.iter().filter(|(number, _)| *number > event);
        Some(Replay::new(
            &**stream,
            events
                .map(|(number, message)| (number.to_string(), message.clone()))
                .collect(),
        ))
    }

    fn forget(&mut self, session: &str) {
        let bytes = &mut self.bytes;
        self.streams.retain(|stream, events| {
            let over = stream.strip_prefix(session).is_some_and(|rest| rest.starts_with('/'));
            if over {
                *bytes -= events.iter().map(|(_, message)| message.len()).sum::<usize>();
            }
            !over
        });
    }
}

impl EventStore for MemoryEventStore {
    fn append<'a>(&'a self, stream: &'a str, message: &'a [u8]) -> StoreFuture<'a, String> {
        let mut kept = self.kept();
        let id = kept.append(stream, message);
        while kept.order.len() > self.most || (kept.bytes > self.most_bytes && kept.order.len() > 1) {
            kept.drop_oldest();
        }
        Box::pin(std::future::ready(Ok(id.to_string())))
    }

    fn replay_after<'a>(&'a self, event_id: &'a str) -> StoreFuture<'a, Option<Replay>> {
        let replay = event_id.parse().ok().and_then(|event| self.kept().after(event));
        Box::pin(std::future::ready(Ok(replay)))
    }

    fn forget(&self, session: &str) {
        self.kept().forget(session);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(store: &MemoryEventStore, after: u64) -> Option<(String, Vec<String>)> {
        let replay = store.kept().after(after)?;
        let text = |message: Vec<u8>| String::from_utf8(message).unwrap_or_default();
        Some((replay.stream, replay.events.into_iter().map(|(_, m)| text(m)).collect()))
    }

    #[test]
    fn the_oldest_make_room_and_streams_stay_apart() {
        let store = MemoryEventStore::new(4, 1000);
        for (stream, message) in [("a/1", "one"), ("b/1", "two"), ("a/1", "three"), ("a/1", "four")] {
            drop(store.append(stream, message.as_bytes()));
        }
        assert_eq!(
            messages(&store, 1),
            Some(("a/1".into(), vec!["three".into(), "four".into()]))
        );
        assert_eq!(messages(&store, 2), Some(("b/1".into(), vec![])));
        drop(store.append("b/1", b"five"));
        assert_eq!(messages(&store, 1), None, "it was the oldest");
        assert_eq!(messages(&store, 2), Some(("b/1".into(), vec!["five".into()])));
        store.forget("a");
        assert_eq!(messages(&store, 3), None, "its session is over");
        assert_eq!(store.kept().bytes, "two".len() + "five".len());
        let large = MemoryEventStore::new(100, 10);
        for _ in 0..50 {
            drop(large.append("a/1", b"12345678"));
        }
        let kept = large.kept();
        assert_eq!((kept.bytes, kept.order.len()), (8, 1));
    }
}
