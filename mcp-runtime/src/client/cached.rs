//! How a client uses what it keeps: what is fresh is not asked for, and what the server says has changed is not fresh.

use super::Client;
use super::cache::{CacheEntry, CacheKey, CacheMode, CacheOptions, CacheStore, MemoryCacheStore};
use super::error::ClientError;
use super::options::CallOptions;
use crate::revision::Revision;
use crate::types::{
    CacheScope, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    ReadResourceResult,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// The longest that anything is kept.
const LONGEST: Duration = Duration::from_hours(24);
/// Keys whose last change is remembered; beyond that, everything before now is as good as changed.
const MOST_CHANGED: usize = 4096;

/// A result that says how long it may be kept.
pub(super) trait Cacheable: Serialize + DeserializeOwned + Send + Sync {
    /// How long, in milliseconds, and for whom.
    fn hints(&self) -> (Option<u64>, Option<CacheScope>);
}

macro_rules! cacheable {
    ($($result:ty)*) => {
        $(impl Cacheable for $result {
            fn hints(&self) -> (Option<u64>, Option<CacheScope>) {
                (self.ttl_ms, self.cache_scope)
            }
        })*
    };
}

cacheable! { ListToolsResult ListPromptsResult ListResourcesResult ListResourceTemplatesResult ReadResourceResult }

/// What one client keeps.
pub(super) struct Cache {
    store: Arc<dyn CacheStore>,
    /// Others may have the store, too.
    shared: bool,
    /// How long a result is kept that does not say.
    usual: Duration,
    /// The partitions of what is for one user and of what is for all.
    partitions: [String; 2],
    changed: Mutex<Changed>,
}

/// When something was last said to have changed. What was asked for before is not fresh, whatever the store says: so a
/// change counts at once, and for requests that are under way, too.
#[derive(Default)]
struct Changed {
    keys: HashMap<(String, String), SystemTime>,
    all: Option<SystemTime>,
    /// Of what is for one user: another authorization is another user's, for all that is known.
    private: Option<SystemTime>,
    /// What the last request was authorized with, and when.
    #[cfg(feature = "client-http")]
    authorization: Option<(Option<String>, SystemTime)>,
}

impl Cache {
    pub(super) fn new(options: &CacheOptions) -> Self {
        let own = || Arc::new(MemoryCacheStore::default()) as Arc<dyn CacheStore>;
        let CacheOptions { server, principal, .. } = options;
        let revision = Revision::LATEST.as_str();
        let private = json!(["private", revision, server, principal]);
        let public = match options.share_public {
            true => json!(["public", revision, server]),
            false => json!(["public", revision, server, principal]),
        };
        Cache {
            store: options.store.clone().unwrap_or_else(own),
            shared: options.store.is_some(),
            usual: options.usual,
            partitions: [private.to_string(), public.to_string()],
            changed: Mutex::default(),
        }
    }

    fn changed(&self) -> MutexGuard<'_, Changed> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The keys of what is for one user and of what is for all.
    fn keys(&self, method: &str, params: &str) -> [CacheKey; 2] {
        self.partitions.each_ref().map(|partition| CacheKey {
            method: method.to_owned(),
            params: params.to_owned(),
            partition: partition.clone(),
        })
    }

    fn is_fresh(&self, key: &CacheKey, entry: &CacheEntry) -> bool {
        let changed = self.changed();
        let last = changed.keys.get(&(key.method.clone(), key.params.clone())).copied();
        let private = changed.private.filter(|_| key.partition == self.partitions[0]);
        let last = last.max(changed.all).max(private);
        entry.expires_at > SystemTime::now() && last.is_none_or(|last| entry.asked_at > last)
    }

    async fn get<T: Cacheable>(&self, method: &str, params: &str) -> Option<T> {
        for key in self.keys(method, params) {
            let entry = self.store.get(&key).await.filter(|entry| self.is_fresh(&key, entry));
            // What a store garbled is as good as not there.
            if let Some(found) = entry.and_then(|entry| serde_json::from_str(&entry.value).ok()) {
                return Some(found);
            }
        }
        None
    }

    async fn set<T: Cacheable>(&self, method: &str, params: &str, result: &T, asked_at: SystemTime) {
        let (ttl, scope) = result.hints();
        let ttl = ttl.map_or(self.usual, Duration::from_millis).min(LONGEST);
        let [private, public] = self.keys(method, params);
        let (key, other) = match scope {
            Some(CacheScope::Public) => (public, private),
            _ => (private, public),
        };
        self.store.delete(&other).await;
        let value = (!ttl.is_zero()).then(|| serde_json::to_string(result).ok());
        match value.flatten() {
            Some(value) => {
                self.store
                    .set(&key, CacheEntry::new(value, asked_at, asked_at + ttl))
                    .await
            }
            None => self.store.delete(&key).await,
        }
    }

    /// Something has changed: what is kept of it is not fresh from now on.
    pub(super) fn change(self: &Arc<Self>, method: &str, params: &str) {
        let now = SystemTime::now();
        let mut changed = self.changed();
        if changed.keys.len() >= MOST_CHANGED {
            changed.keys.clear();
            changed.all = Some(now);
        }
        changed.keys.insert((method.to_owned(), params.to_owned()), now);
        drop(changed);
        // A store of one's own needs no more than that; others are told, for those who come after.
        if self.shared
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let (cache, keys) = (self.clone(), self.keys(method, params));
            runtime.spawn(async move {
                for key in keys {
                    cache.store.delete(&key).await;
                }
            });
        }
    }

    /// Nothing that is kept by now is fresh. Others who have the store are not concerned: it is this client that did not
    /// hear.
    pub(super) fn change_all(&self) {
        self.changed().all = Some(SystemTime::now());
    }

    /// A request is authorized with this. Where that is not what the last one was authorized with, nothing that is for one
    /// user alone and was asked for by then is fresh (server/utilities/caching, "Cache Scope").
    #[cfg(feature = "client-http")]
    pub(super) fn authorized(&self, with: Option<&str>) {
        let now = SystemTime::now();
        let mut changed = self.changed();
        match &mut changed.authorization {
            Some((known, at)) if known.as_deref() == with => *at = now,
            known => {
                let before = known.replace((with.map(str::to_owned), now));
                if let Some((_, last)) = before {
                    changed.private = Some(last);
                }
            }
        }
    }

    /// Takes note of a notification.
    pub(super) fn notice(self: &Arc<Self>, method: &str, uri: Option<&str>) {
        match method {
            "notifications/tools/list_changed" => self.change("tools/list", ""),
            "notifications/prompts/list_changed" => self.change("prompts/list", ""),
            "notifications/resources/list_changed" => {
                self.change("resources/list", "");
                self.change("resources/templates/list", "");
            }
            "notifications/resources/updated" => self.change("resources/read", uri.unwrap_or_default()),
            _ => {}
        }
    }
}

impl Client {
    /// What is kept of a list does not hold any more.
    pub(super) fn changed(&self, method: &str) {
        if let Some(cache) = &self.0.connection.peer.cache {
            cache.change(method, "");
        }
    }

    /// Gives what is kept and fresh, or what `fetch` gives, which is kept if it says that it may be.
    ///
    /// # Errors
    /// Those of `fetch`.
    pub(super) async fn cached<T: Cacheable>(
        &self,
        method: &str,
        params: &str,
        options: &CallOptions,
        fetch: impl Future<Output = Result<(T, bool), ClientError>>,
    ) -> Result<T, ClientError> {
        let seeded = options.input_responses.is_some() || options.request_state.is_some();
        let mode = match options.cache {
            // Whoever says something special of a request wants it to reach the server.
            CacheMode::Use if !options.meta.is_empty() => CacheMode::Refresh,
            mode => mode,
        };
        let cache = self.0.connection.peer.cache.as_ref();
        let cache = cache.filter(|_| self.revision().is_modern() && !seeded && mode != CacheMode::Bypass);
        let Some(cache) = cache else {
            return Ok(fetch.await?.0);
        };
        if mode == CacheMode::Use
            && let Some(found) = cache.get(method, params).await
        {
            return Ok(found);
        }
        let asked_at = SystemTime::now();
        let (result, may_be_kept) = fetch.await?;
        match may_be_kept {
            true => cache.set(method, params, &result, asked_at).await,
            false => cache.change(method, params),
        }
        Ok(result)
    }
}
