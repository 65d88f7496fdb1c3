//! What a subscription and its request share.

use super::event::ServerEvent;
use crate::client::error::ClientError;
use crate::types::{JsonObject, SubscriptionFilter};
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

/// Events that may wait to be taken; equal ones wait as one.
pub(super) const MOST_PENDING: usize = 1024;

/// What was heard, and not yet taken.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// The id of the request.
    pub(super) id: u64,
    /// What the server grants of what was wanted, once it has said so.
    pub(super) granted: Option<SubscriptionFilter>,
    pub(super) pending: VecDeque<ServerEvent>,
    /// More was told than could wait.
    pub(super) overflowed: bool,
    pub(super) ended: Option<Result<(), ClientError>>,
    pub(super) waker: Option<Waker>,
    /// It was granted before, and lost: what happened meanwhile is not known.
    missed: bool,
    /// How much of what waits was not told, but may have been missed.
    replayed: usize,
}

impl Heard {
    /// Whether this request was granted, and whether there was ever anything to grant.
    pub(super) fn stood(&self) -> (bool, bool) {
        let may_stand = self.granted.as_ref().is_some_and(|granted| !granted.is_empty());
        (self.granted.is_some() && !self.missed, may_stand)
    }

    fn push(&mut self, event: ServerEvent) {
        if self.pending.contains(&event) {
            return;
        }
        self.overflowed |= self.pending.len() >= MOST_PENDING + self.replayed;
        if !self.overflowed {
            self.pending.push_back(event);
        }
    }

    /// All that is granted, as if it had happened; what waits already is in it, but for parts of what is granted. That is
    /// bounded by what was asked for.
    fn replay(&mut self, granted: &SubscriptionFilter) {
        let all = ServerEvent::all_of(granted);
        let named: HashSet<&str> = granted.resource_subscriptions.iter().map(String::as_str).collect();
        self.pending.retain(|event| match event {
            ServerEvent::ResourceUpdated { uri } => !named.contains(uri.as_str()),
            event => !all.contains(event),
        });
        self.replayed = all.len();
        self.pending.extend(all);
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Shared(Arc<Mutex<Heard>>);

impl Shared {
    pub(super) fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Heard) -> T) -> T {
        let mut heard = self.heard();
        let changed = change(&mut heard);
        let waker = heard.waker.take();
        drop(heard);
        if let Some(waker) = waker {
            waker.wake();
        }
        changed
    }

    /// Listens by this request from now on. Whatever was granted before may have happened unheard.
    pub(super) fn begin(&self, id: u64) {
        let mut heard = self.heard();
        heard.id = id;
        heard.missed |= heard.granted.is_some();
    }

    /// Takes a notification of the subscription. `missed` is called where something may have happened unheard before it,
    /// and before anybody is told.
    pub(super) fn hear(&self, method: &str, params: &JsonObject, missed: impl FnOnce()) {
        if method == "notifications/subscriptions/acknowledged" {
            let granted = params.get("notifications").cloned().unwrap_or_default();
            let granted: SubscriptionFilter = serde_json::from_value(granted).unwrap_or_default();
            if self.heard().missed {
                missed();
            }
            return self.change(|heard| {
                if std::mem::take(&mut heard.missed) {
                    heard.replay(&granted);
                    heard.granted = Some(granted);
                } else {
                    heard.granted.get_or_insert(granted);
                }
            });
        }
        let Some(event) = ServerEvent::new(method, params) else {
            return;
        };
        self.change(|heard| {
            if heard.granted.as_ref().is_some_and(|granted| event.is_in(granted)) {
                heard.push(event);
            }
        });
    }
}
