//! What a client keeps of a server's answers, where and for how long (server/utilities/caching, SEP-2549).

use super::link::Boxed;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// Bytes that a store keeps in memory, unless set.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// What a request makes of the cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CacheMode {
    /// Takes what is fresh; else asks, and keeps the answer.
    #[default]
    Use,
    /// Asks, and keeps the answer.
    Refresh,
    /// Asks, and leaves the cache as it is.
    Bypass,
}

/// What an answer is kept under.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CacheKey {
    /// The method of the request.
    pub method: String,
    /// What tells requests of one method apart: a URI, or nothing.
    pub params: String,
    /// Whose it is, as a JSON array: the scope, the revision, the server, and for what is not shared the partition.
    pub partition: String,
}

/// An answer that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheEntry {
    /// The result, as JSON.
    pub value: String,
    /// When it was asked for.
    pub asked_at: SystemTime,
    /// Until when it is fresh.
    pub expires_at: SystemTime,
}

impl CacheEntry {
    /// A result that was asked for at one time and is fresh until another.
    pub fn new(value: impl Into<String>, asked_at: SystemTime, expires_at: SystemTime) -> Self {
        CacheEntry {
            value: value.into(),
            asked_at,
            expires_at,
        }
    }
}

/// What a store's methods give.
pub type CacheFuture<'a, T> = Boxed<'a, T>;

/// Keeps answers: [`MemoryCacheStore`], or a database that several processes share.
///
/// A store cannot fail: what it does not find is asked for, and what it cannot keep is not kept.
pub trait CacheStore: Send + Sync {
    /// What is kept under a key.
    fn get<'a>(&'a self, key: &'a CacheKey) -> CacheFuture<'a, Option<CacheEntry>>;

    /// Keeps an answer.
    fn set<'a>(&'a self, key: &'a CacheKey, entry: CacheEntry) -> CacheFuture<'a, ()>;

    /// Forgets what is kept under a key.
    fn delete<'a>(&'a self, key: &'a CacheKey) -> CacheFuture<'a, ()>;
}

/// Keeps answers in memory, 64 MiB of them unless set; the one that was not used for longest makes room, and one that is no
/// longer fresh is forgotten when it is asked for.
#[derive(Debug)]
pub struct MemoryCacheStore {
    most: usize,
    most_bytes: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    entries: HashMap<Arc<CacheKey>, (CacheEntry, u64)>,
    /// The keys by when they were used last.
    used: BTreeMap<u64, Arc<CacheKey>>,
    /// Counts uses.
    tick: u64,
    /// The text of all.
    bytes: usize,
}

impl Kept {
    fn remove(&mut self, key: &CacheKey) {
        if let Some((key, (entry, used))) = self.entries.remove_entry(key) {
            self.used.remove(&used);
            self.bytes -= size(&key, &entry);
        }
    }

    fn next_tick(&mut self) -> u64 {
        self.tick += 1;
        self.tick
    }
}

/// The bytes of text that an answer takes.
fn size(key: &CacheKey, entry: &CacheEntry) -> usize {
    key.method.len() + key.params.len() + key.partition.len() + entry.value.len()
}

impl Default for MemoryCacheStore {
    fn default() -> Self {
        MemoryCacheStore::new(1024)
    }
}

impl MemoryCacheStore {
    /// A store of so many answers at most.
    pub fn new(most: usize) -> Self {
        MemoryCacheStore {
            most,
            most_bytes: MOST_BYTES,
            kept: Mutex::default(),
        }
    }

    /// How many bytes all answers may have together, with what they are kept under; 64 MiB unless set. One that has more
    /// is not kept.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.most_bytes = bytes;
        self
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CacheStore for MemoryCacheStore {
    fn get<'a>(&'a self, key: &'a CacheKey) -> CacheFuture<'a, Option<CacheEntry>> {
        let mut guard = self.kept();
        let kept = &mut *guard;
        let tick = kept.next_tick();
        let found = match kept.entries.get_mut(key) {
            Some((entry, used)) if entry.expires_at > SystemTime::now() => {
                if let Some(key) = kept.used.remove(used) {
                    kept.used.insert(tick, key);
                }
                *used = tick;
                Some(entry.clone())
            }
            Some(_) => {
                kept.remove(key);
                None
            }
            None => None,
        };
        Box::pin(std::future::ready(found))
    }

    fn set<'a>(&'a self, key: &'a CacheKey, entry: CacheEntry) -> CacheFuture<'a, ()> {
        let mut kept = self.kept();
        kept.remove(key);
        let size = size(key, &entry);
        if self.most > 0 && size <= self.most_bytes {
            while (kept.entries.len() >= self.most || kept.bytes + size > self.most_bytes)
                && let Some((_, oldest)) = kept.used.first_key_value()
            {
                let oldest = oldest.clone();
                kept.remove(&oldest);
            }
            let (key, tick) = (Arc::new(key.clone()), kept.next_tick());
            kept.bytes += size;
            kept.used.insert(tick, key.clone());
            kept.entries.insert(key, (entry, tick));
        }
        Box::pin(std::future::ready(()))
    }

    fn delete<'a>(&'a self, key: &'a CacheKey) -> CacheFuture<'a, ()> {
        self.kept().remove(key);
        Box::pin(std::future::ready(()))
    }
}

/// What a client keeps, and for whom.
///
/// Unless said otherwise each client keeps its own in memory, up to 1,024 answers and 64 MiB of them, for as long as the
/// server says; older revisions say nothing, so nothing of theirs is kept.
#[derive(Clone)]
pub struct CacheOptions {
    pub(super) store: Option<Arc<dyn CacheStore>>,
    pub(super) server: String,
    pub(super) principal: String,
    pub(super) usual: Duration,
    pub(super) share_public: bool,
}

impl fmt::Debug for CacheOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheOptions")
            .field("server", &self.server)
            .field("default_ttl", &self.usual)
            .field("share_public", &self.share_public)
            .finish_non_exhaustive()
    }
}

impl Default for CacheOptions {
    fn default() -> Self {
        CacheOptions {
            store: None,
            server: String::new(),
            principal: String::new(),
            usual: Duration::ZERO,
            share_public: false,
        }
    }
}

impl CacheOptions {
    /// The usual.
    pub fn new() -> Self {
        CacheOptions::default()
    }

    /// Keeps answers in this store, which clients may share: those of one server under its name, those that are for one
    /// user alone under that user's. Both have to be told apart from all others that use the store.
    #[must_use]
    pub fn store(
        mut self,
        store: Arc<dyn CacheStore>,
        server: impl Into<String>,
        principal: impl Into<String>,
    ) -> Self {
        self.store = Some(store);
        self.server = server.into();
        self.principal = principal.into();
        self
    }

    /// How long answers are kept of which the server does not say how long they may; not at all unless set.
    #[must_use]
    pub fn default_ttl(mut self, ttl: Duration) -> Self {
        self.usual = ttl;
        self
    }

    /// Lets all users of the store share what the server calls public. Off unless set: a server that is wrong about it
    /// shows one user's data to others.
    #[must_use]
    pub fn share_public(mut self) -> Self {
        self.share_public = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(params: &str) -> CacheKey {
        CacheKey {
            method: "m".into(),
            params: params.into(),
            partition: "p".into(),
        }
    }

    async fn keep(store: &MemoryCacheStore, params: &str, bytes: usize, fresh: Duration) {
        let now = SystemTime::now();
        store
            .set(&key(params), CacheEntry::new("x".repeat(bytes), now, now + fresh))
            .await;
    }

    /// What is kept of answers of so many bytes; each has three more of its key. `a` is used before the last.
    #[mcp::test]
    async fn bytes_are_bounded() {
        let minute = Duration::from_secs(60);
        for (sizes, last, kept) in [
            ([10, 10], 10, "abc"),
            ([20, 20], 51, "abc"),
            ([20, 20], 52, "ac"),
            ([20, 20], 74, "ac"),
            ([20, 20], 75, "c"),
            ([20, 20], 97, "c"),
            ([20, 20], 98, "ab"),
        ] {
            let store = MemoryCacheStore::new(10).max_bytes(100);
            keep(&store, "a", sizes[0], minute).await;
            keep(&store, "b", 1, minute).await;
            keep(&store, "b", sizes[1], minute).await;
            store.get(&key("a")).await;
            keep(&store, "c", last, minute).await;
            let mut found = String::new();
            for name in ["a", "b", "c"] {
                if store.get(&key(name)).await.is_some() {
                    found.push_str(name);
                }
            }
            assert_eq!(found, kept, "{sizes:?} and {last}");
            for name in ["a", "b", "c"] {
                store.delete(&key(name)).await;
            }
            let kept = store.kept();
            assert_eq!((kept.bytes, kept.entries.len(), kept.used.len()), (0, 0, 0));
        }
    }

    #[mcp::test]
    async fn what_is_no_longer_fresh_is_forgotten() {
        let store = MemoryCacheStore::default();
        keep(&store, "a", 10, Duration::ZERO).await;
        assert_eq!(store.get(&key("a")).await, None);
        assert_eq!(store.kept().bytes, 0);
    }
}
