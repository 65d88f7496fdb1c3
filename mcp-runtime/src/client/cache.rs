//! What a client keeps of a server's answers, where and for how long (server/utilities/caching, SEP-2549).

use super::link::Boxed;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

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

/// Keeps answers in memory; the one that was not used for longest makes room.
#[derive(Debug)]
pub struct MemoryCacheStore {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    entries: HashMap<CacheKey, (CacheEntry, u64)>,
    /// Counts uses.
    tick: u64,
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
            kept: Mutex::default(),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CacheStore for MemoryCacheStore {
    fn get<'a>(&'a self, key: &'a CacheKey) -> CacheFuture<'a, Option<CacheEntry>> {
        let mut kept = self.kept();
        kept.tick += 1;
        let tick = kept.tick;
        let found = kept.entries.get_mut(key).map(|(entry, used)| {
            *used = tick;
            entry.clone()
        });
        Box::pin(std::future::ready(found))
    }

    fn set<'a>(&'a self, key: &'a CacheKey, entry: CacheEntry) -> CacheFuture<'a, ()> {
        let mut kept = self.kept();
        kept.tick += 1;
        let tick = kept.tick;
        if kept.entries.len() >= self.most && !kept.entries.contains_key(key) {
            let oldest = kept.entries.iter().min_by_key(|(_, (_, used))| *used);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                kept.entries.remove(&oldest);
            }
        }
        if self.most > 0 {
            kept.entries.insert(key.clone(), (entry, tick));
        }
        Box::pin(std::future::ready(()))
    }

    fn delete<'a>(&'a self, key: &'a CacheKey) -> CacheFuture<'a, ()> {
        self.kept().entries.remove(key);
        Box::pin(std::future::ready(()))
    }
}

/// What a client keeps, and for whom.
///
/// Unless said otherwise each client keeps its own in memory, for as long as the server says; older revisions say nothing,
/// so nothing of theirs is kept.
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
